// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The mark in the first block of an image while the changes of an overlay go into the image (docs/format.md, section
 * 11). The image has only a part of the changes then, so no program may take it for a volume or a disk. The mark fits
 * into one block, because a disk writes a block as a whole. Stateless.
 */
final class CommitMark {

    /** The size of a mark in bytes. */
    static final int BYTES = BlockDevice.BLOCK_BYTES;

    private static final byte[] MAGIC = "TFSHALF1".getBytes(StandardCharsets.US_ASCII);

    private CommitMark() {}

    /** Marks an image. The caller makes the mark durable. */
    static void write(BlockDevice image, OverlayHeader header) throws IOException {
        int bytes = (int) Math.min(BYTES, header.imageBytes());
        image.write(0, ByteBuffer.wrap(Arrays.copyOf(of(header), bytes)));
    }

    /** Returns whether an image has the mark of some overlay. */
    static boolean isOn(BlockDevice image) throws IOException {
        return begins(image, MAGIC);
    }

    /** Returns whether an image has the mark of this overlay. */
    static boolean isOn(BlockDevice image, OverlayHeader header) throws IOException {
        return begins(image, of(header));
    }

    private static boolean begins(BlockDevice image, byte[] wanted) throws IOException {
        if (image.size() < wanted.length) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(wanted.length);
        image.read(0, start);
        return Arrays.equals(start.array(), wanted);
    }

    private static byte[] of(OverlayHeader header) {
        return ByteBuffer.allocate(MAGIC.length + header.overwritten().length)
                .put(MAGIC)
                .put(header.overwritten())
                .array();
    }
}
