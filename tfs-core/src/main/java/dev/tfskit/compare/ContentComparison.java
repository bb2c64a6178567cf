package dev.tfskit.compare;

import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Compares the bytes of files. Where both have nothing, nothing is read, however large the hole. Not thread safe. */
final class ContentComparison {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BUFFER_BYTES).asReadOnlyBuffer();

    private final Volume firstVolume;
    private final Volume secondVolume;
    private final ByteBuffer firstBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer secondBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    ContentComparison(final Volume first, final Volume second) {
        this.firstVolume = first;
        this.secondVolume = second;
    }

    /**
     * The first byte in which two files of the same length differ.
     *
     * @throws IOException when a device cannot be read
     */
    OptionalLong firstDifference(final FileBytes first, final FileBytes second) throws IOException {
        long position = 0;
        int firstRun = 0;
        int secondRun = 0;
        while (position < first.length()) {
            firstRun = first.runAt(position, firstRun);
            secondRun = second.runAt(position, secondRun);
            final long end = Math.min(first.endOfPart(firstRun, position), second.endOfPart(secondRun, position));
            final boolean anyData = first.holds(firstRun, position) || second.holds(secondRun, position);
            if (!anyData) {
                position = end;
                continue;
            }
            final int count = (int) Math.min(BUFFER_BYTES, end - position);
            final ByteBuffer left = read(firstVolume, first, firstRun, position, firstBuffer.clear().limit(count));
            final ByteBuffer right = read(secondVolume, second, secondRun, position, secondBuffer.clear().limit(count));
            final int mismatch = left.mismatch(right);
            if (mismatch >= 0) {
                return OptionalLong.of(position + mismatch);
            }
            position += count;
        }
        return OptionalLong.empty();
    }

    private static ByteBuffer read(final Volume volume, final FileBytes file, final int run, final long position,
            final ByteBuffer buffer) throws IOException {
        if (!file.holds(run, position)) {
            return ZEROS.slice(0, buffer.remaining());
        }
        volume.read(file.volumeOffset(run, position), buffer);
        return buffer.flip();
    }
}
