// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.volume.Inode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The locks on ranges of files. They exist in this process only, and by the rules of Java no two overlap, so no thread
 * ever waits for a lock. Thread-safe.
 */
final class LockTable {

    private final Map<Inode, List<FileLock>> locks = new HashMap<>();

    /**
     * Adds a lock.
     *
     * @throws OverlappingFileLockException when another lock covers a part of the range
     */
    synchronized void add(Inode file, FileLock lock) {
        List<FileLock> held = locks.computeIfAbsent(file, _ -> new ArrayList<>());
        if (held.stream().anyMatch(other -> other.overlaps(lock.position(), lock.size()))) {
            throw new OverlappingFileLockException();
        }
        held.add(lock);
    }

    synchronized boolean holds(Inode file, FileLock lock) {
        return locks.getOrDefault(file, List.of()).contains(lock);
    }

    synchronized void remove(Inode file, FileLock lock) {
        locks.computeIfPresent(file, (_, held) -> held.remove(lock) && held.isEmpty() ? null : held);
    }

    /** Removes the locks of a channel that is closed. */
    synchronized void removeAll(Inode file, Object channel) {
        locks.computeIfPresent(
                file, (_, held) -> held.removeIf(lock -> lock.acquiredBy() == channel) && held.isEmpty() ? null : held);
    }
}
