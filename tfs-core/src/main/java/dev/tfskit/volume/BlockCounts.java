// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Tuple;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the blocks of files. The number of a file with many extents is kept: a mount shows it for each name of the
 * file, and an image of a few megabytes can have a hundred thousand names of one file with as many extents.
 * Thread-safe, while no other thread changes the extents of the file.
 */
final class BlockCounts {

    /** So many extents can be counted each time. */
    private static final int SMALL = 64;

    private final Map<Tuple, Long> large = new ConcurrentHashMap<>();

    /** Returns the number of blocks of a file, as far as its extents can be read. */
    long of(RegularFile file) {
        boolean isLarge = file.tuple
                .tuple(Attributes.EXTENTS)
                .filter(extents -> extents.size() > SMALL)
                .isPresent();
        return isLarge ? large.computeIfAbsent(file.tuple, _ -> count(file)) : count(file);
    }

    private static long count(RegularFile file) {
        return file.storedExtents().countBlocks();
    }

    /** Drops the number of a file whose extents change, or which is removed. */
    void drop(Tuple file) {
        large.remove(file);
    }
}
