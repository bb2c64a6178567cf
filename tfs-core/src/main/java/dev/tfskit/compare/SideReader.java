// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.RunReader.Part;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads parts of files of one of the two volumes. Not thread-safe. */
final class SideReader {

    /** The most bytes that are read at once. */
    static final int BUFFER_BYTES = 256 << 10;

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BUFFER_BYTES).asReadOnlyBuffer();

    private final Side side;
    private final Volume volume;
    private final ReadLimit limit;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** Says which volume is damaged: an exception of the volume alone does not tell. */
    static final class DamagedSideException extends Exception {

        private static final long serialVersionUID = 1;

        private final Side side;
        private final TfsFormatException damage;

        private DamagedSideException(Side side, TfsFormatException damage) {
            super(damage);
            this.side = side;
            this.damage = damage;
        }

        Side side() {
            return side;
        }

        TfsFormatException damage() {
            return damage;
        }
    }

    SideReader(Side side, Volume volume, ReadLimit limit) {
        this.side = side;
        this.volume = volume;
        this.limit = limit;
    }

    /**
     * Reads the first bytes of a part.
     *
     * @param count how many, at most {@link #BUFFER_BYTES}
     * @return the bytes, until the next call
     * @throws DamagedSideException when the volume is damaged there, as in a compressed image, or all parts so far have
     *     more bytes than the limit
     * @throws IOException when the device cannot be read
     */
    ByteBuffer read(Part part, int count) throws DamagedSideException, IOException {
        if (part.volumeOffset().isEmpty()) {
            return ZEROS.slice(0, count);
        }
        try {
            limit.take(count);
            volume.read(part.volumeOffset().getAsLong(), buffer.clear().limit(count));
        } catch (TfsFormatException damage) {
            throw new DamagedSideException(side, damage);
        }
        return buffer.flip();
    }
}
