// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.RunReader.Part;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Compares the bytes of two files. The comparison skips ranges in which both files have holes, without reading. Not
 * thread-safe.
 */
final class ContentComparison {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BUFFER_BYTES).asReadOnlyBuffer();

    private final Volume firstVolume;
    private final Volume secondVolume;
    private final ByteBuffer firstBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer secondBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    ContentComparison(Volume first, Volume second) {
        this.firstVolume = first;
        this.secondVolume = second;
    }

    /**
     * Returns the position of the first byte in which two files of the same length differ.
     *
     * @return the position, from 0; empty when there is no difference
     * @throws IOException when a device cannot be read
     */
    OptionalLong firstDifference(FileLayout first, FileLayout second) throws IOException {
        long position = 0;
        while (position < first.length()) {
            Part firstPart = first.partAt(position);
            Part secondPart = second.partAt(position);
            long end = Math.min(firstPart.end(), secondPart.end());
            if (firstPart.volumeOffset().isEmpty() && secondPart.volumeOffset().isEmpty()) {
                position = end;
                continue;
            }
            int count = (int) Math.min(BUFFER_BYTES, end - position);
            ByteBuffer left = read(firstVolume, firstPart, firstBuffer.clear().limit(count));
            ByteBuffer right =
                    read(secondVolume, secondPart, secondBuffer.clear().limit(count));
            int mismatch = left.mismatch(right);
            if (mismatch >= 0) {
                return OptionalLong.of(position + mismatch);
            }
            position += count;
        }
        return OptionalLong.empty();
    }

    private static ByteBuffer read(Volume volume, Part part, ByteBuffer buffer) throws IOException {
        if (part.volumeOffset().isEmpty()) {
            return ZEROS.slice(0, buffer.remaining());
        }
        volume.read(part.volumeOffset().getAsLong(), buffer);
        return buffer.flip();
    }
}
