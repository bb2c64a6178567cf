// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first page of an overlay file (docs/format.md, section 11): which image it belongs to, and how far its changes
 * have been written into that image. Immutable.
 *
 * @param imageBytes the size of the image in bytes, at least 1
 * @param fingerprint identifies the image, {@value #FINGERPRINT_BYTES} bytes
 * @param progress how far the changes are in the image
 * @param overwritten identifies the old bytes of the image that the changes overwrite, {@value #FINGERPRINT_BYTES}
 *     bytes; zeros before the commit begins
 */
record OverlayHeader(long imageBytes, byte[] fingerprint, Progress progress, byte[] overwritten) {

    /** The size of a fingerprint in bytes. */
    static final int FINGERPRINT_BYTES = 32;

    /** How far the changes are in the image. The order is that of the numbers on disk. */
    enum Progress {
        /** The image has none of the changes. */
        NONE,
        /**
         * The image may have a part of the changes. Its first block has the mark of the overlay from the first change
         * on.
         */
        BEGUN,
        /** The image has all changes, except that its first block may still be the mark. */
        COPIED
    }

    private static final byte[] MAGIC = "TFSOVL02".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_BYTES = 4;
    private static final int BYTES = MAGIC.length + Long.BYTES + 2 * FINGERPRINT_BYTES + 1;

    /** Returns whether a file begins as an overlay file does. */
    static boolean begins(BlockDevice file) throws IOException {
        if (file.size() < OverlayLayout.PAGE_BYTES) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(MAGIC.length);
        file.read(0, start);
        return Arrays.equals(start.array(), MAGIC);
    }

    /**
     * Reads the header of a file.
     *
     * @throws TfsFormatException when the file has none, or it is damaged
     */
    static OverlayHeader read(BlockDevice file) throws IOException {
        if (!begins(file)) {
            throw new TfsFormatException(
                    "not an overlay file, or one that was never completed; name another file, or remove this one if "
                            + "an interrupted run made it");
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES + CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, bytes);
        bytes.flip().position(MAGIC.length);
        long imageBytes = bytes.getLong();
        byte[] fingerprint = new byte[FINGERPRINT_BYTES];
        bytes.get(fingerprint);
        byte progress = bytes.get();
        byte[] overwritten = new byte[FINGERPRINT_BYTES];
        bytes.get(overwritten);
        if (bytes.getInt() != checksum(bytes.array())
                || imageBytes < 1
                || progress < 0
                || progress >= Progress.values().length) {
            throw new TfsFormatException("an overlay file with a damaged header; name another file");
        }
        return new OverlayHeader(imageBytes, fingerprint, Progress.values()[progress], overwritten);
    }

    /** Writes the header. The caller makes it durable. */
    void write(BlockDevice file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES + CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putLong(imageBytes).put(fingerprint).put((byte) progress.ordinal());
        bytes.put(overwritten);
        bytes.putInt(checksum(bytes.array()));
        file.write(0, bytes.flip());
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, BYTES);
        return (int) sum.getValue();
    }

    /** Returns the header of an overlay without changes. */
    static OverlayHeader ofNew(long imageBytes, byte[] fingerprint) {
        return new OverlayHeader(imageBytes, fingerprint.clone(), Progress.NONE, new byte[FINGERPRINT_BYTES]);
    }

    /**
     * Returns this header with the progress {@link Progress#BEGUN}; {@code before} identifies what the changes
     * overwrite.
     */
    OverlayHeader begun(byte[] before) {
        return new OverlayHeader(imageBytes, fingerprint, Progress.BEGUN, before);
    }

    /** Returns this header with the progress {@link Progress#COPIED}. */
    OverlayHeader copied() {
        return new OverlayHeader(imageBytes, fingerprint, Progress.COPIED, overwritten);
    }
}
