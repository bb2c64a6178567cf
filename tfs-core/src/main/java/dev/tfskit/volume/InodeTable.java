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
 * What is known of inodes only as long as a volume is open: their numbers, and when their attributes were changed. An
 * inode that no reference reaches any more is forgotten. Thread safe.
 */
final class InodeTable {

    /** By tradition the root of a file system. */
    private static final long ROOT_NUMBER = 1;

    private final AtomicLong lastNumber = new AtomicLong(ROOT_NUMBER);
    private final Map<Tuple, Long> numbers = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<Tuple, Instant> statusChanges = Collections.synchronizedMap(new WeakHashMap<>());

    InodeTable(Tuple root) {
        numbers.put(root, ROOT_NUMBER);
    }

    /** The number of an inode; a number that was used once is never given to another. */
    long number(Tuple inode) {
        return numbers.computeIfAbsent(inode, _ -> lastNumber.incrementAndGet());
    }

    /** When anything about an inode was changed, if that was not together with its content. */
    Optional<Instant> statusChange(Tuple inode) {
        return Optional.ofNullable(statusChanges.get(inode));
    }

    void setStatusChange(Tuple inode, Instant time) {
        statusChanges.put(inode, time);
    }

    /** The content was changed, which counts for both. */
    void clearStatusChange(Tuple inode) {
        statusChanges.remove(inode);
    }
}
