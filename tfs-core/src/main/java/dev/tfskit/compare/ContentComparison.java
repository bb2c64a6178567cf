// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.compare.SideReader.DamagedSideException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.RunReader.Part;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Optional;

/**
 * Compares the bytes of two files. The comparison skips ranges in which both files have holes, without reading. Not
 * thread-safe.
 */
final class ContentComparison {

    private final SideReader firstReader;
    private final SideReader secondReader;

    /** What two files differ in, under whichever of their names. */
    @FunctionalInterface
    interface Finding {

        Difference at(TreePath path);
    }

    ContentComparison(Volume first, Volume second) {
        this.firstReader = new SideReader(Side.FIRST, first, new ReadLimit(first, second));
        this.secondReader = new SideReader(Side.SECOND, second, new ReadLimit(first, second));
    }

    /**
     * Compares two files of the same length up to the first byte in which they differ, or which cannot be compared.
     *
     * @return the difference; empty when there is none
     * @throws IOException when a device cannot be read; damage is a difference
     */
    Optional<Finding> compare(FileLayout first, FileLayout second) throws IOException {
        try {
            return difference(first, second);
        } catch (DamagedSideException e) {
            return Optional.of(path -> new Difference.Damaged(path, e.side(), e.damage()));
        }
    }

    private Optional<Finding> difference(FileLayout first, FileLayout second) throws DamagedSideException, IOException {
        long position = 0;
        while (position < first.length()) {
            Part firstPart = first.partAt(position);
            Part secondPart = second.partAt(position);
            long end = Math.min(firstPart.end(), secondPart.end());
            if (firstPart.volumeOffset().isEmpty() && secondPart.volumeOffset().isEmpty()) {
                position = end;
                continue;
            }
            int count = (int) Math.min(SideReader.BUFFER_BYTES, end - position);
            int mismatch = firstReader.read(firstPart, count).mismatch(secondReader.read(secondPart, count));
            if (mismatch >= 0) {
                long differing = position + mismatch;
                return Optional.of(path -> new Difference.ContentDiffers(path, differing));
            }
            position += count;
        }
        return Optional.empty();
    }
}
