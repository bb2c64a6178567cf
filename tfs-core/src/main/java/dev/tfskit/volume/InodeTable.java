// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Tuple;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers and change times (ctime) of inodes, which a volume has only while it is open. The garbage collector
 * removes inodes that nothing refers to. Thread-safe.
 */
final class InodeTable {

    /** The usual number of the root of a file system. */
    private static final long ROOT_NUMBER = 1;

    private final AtomicLong lastNumber = new AtomicLong(ROOT_NUMBER);
    private final Map<Tuple, Long> numbers = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<Tuple, Instant> statusChanges = Collections.synchronizedMap(new WeakHashMap<>());

    InodeTable(Tuple root) {
        numbers.put(root, ROOT_NUMBER);
    }

    /** Returns the number of an inode, which no other inode has or has had. */
    long number(Tuple inode) {
        return numbers.computeIfAbsent(inode, _ -> lastNumber.incrementAndGet());
    }

    /**
     * Finds the inode that has a number; empty when nothing refers to it any more. This takes milliseconds for each
     * 100,000 inodes: few callers have only a number, and an index would take memory for every inode.
     */
    Optional<Tuple> withNumber(long number) {
        synchronized (numbers) {
            for (Map.Entry<Tuple, Long> entry : numbers.entrySet()) {
                if (entry.getValue() == number) {
                    return Optional.of(entry.getKey());
                }
            }
            return Optional.empty();
        }
    }

    /** Returns when an inode was changed, if its content was not changed later or at the same time. */
    Optional<Instant> statusChange(Tuple inode) {
        return Optional.ofNullable(statusChanges.get(inode));
    }

    void setStatusChange(Tuple inode, Instant time) {
        statusChanges.put(inode, time);
    }

    /** Notes that the content was changed, so that its time is also the change time of the inode. */
    void clearStatusChange(Tuple inode) {
        statusChanges.remove(inode);
    }
}
