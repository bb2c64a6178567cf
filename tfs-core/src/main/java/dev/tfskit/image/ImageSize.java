// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.message.Messages;
import java.io.IOException;

/** Computes the size of a new volume (docs/format.md, section 5). */
public sealed interface ImageSize {

    /** {@link AtLeast} makes a size a multiple of this, and leaves at least as many bytes for the log to grow. */
    long STEP_BYTES = 512 << 10;

    /**
     * Returns the size of an image.
     *
     * @param usedBytes the bytes from the start of the volume to the end of the last used block
     * @return the size in bytes, at least {@code usedBytes}
     * @throws NoSpaceException when the contents do not fit
     */
    long of(long usedBytes) throws IOException;

    /**
     * Returns the most bytes that may be used.
     *
     * @return the limit in bytes
     */
    long mostBytes();

    /**
     * The larger of the used bytes and a given size, plus space for the log.
     *
     * @param bytes the size in bytes
     */
    record AtLeast(long bytes) implements ImageSize {

        @Override
        public long of(long usedBytes) {
            long room = Math.addExact(Math.max(usedBytes, bytes), STEP_BYTES);
            return Math.multiplyExact(Math.ceilDiv(room, STEP_BYTES), STEP_BYTES);
        }

        @Override
        public long mostBytes() {
            return Long.MAX_VALUE;
        }
    }

    /**
     * A fixed size.
     *
     * @param bytes the size in bytes
     */
    record Exactly(long bytes) implements ImageSize {

        @Override
        public long of(long usedBytes) throws IOException {
            if (usedBytes > bytes) {
                throw new NoSpaceException(
                        "",
                        "the volume needs " + Messages.bytes(usedBytes) + ", and there is room for "
                                + Messages.bytes(bytes) + "; make room for more, or leave something out");
            }
            return bytes;
        }

        @Override
        public long mostBytes() {
            return bytes;
        }
    }
}
