// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Gives a volume that was just written a UUID made from its contents, so that equal volumes are equal to the last byte.
 */
public final class UuidStamp {

    /**
     * Behind the magic, the version and the number of blocks, each of which fits into one byte in a first extension of
     * ours.
     */
    private static final int OFFSET = LogWriter.MAGIC.length() + 2;

    private static final int UUID_BYTES = 2 * Long.BYTES;
    private static final int PIECE_BYTES = 1 << 20;
    /** Where RFC 9562 puts the version, 8 for one of our own making, and the variant. */
    private static final int VERSION_BYTE = 6;

    private static final int VARIANT_BYTE = 8;

    private UuidStamp() {}

    /**
     * Makes the UUID from everything but the UUID, and writes it to block 0.
     *
     * @param device holds a volume that {@link LogWriter#create} has begun and whose log was committed
     * @param bytes how much of it counts, a multiple of the block size
     * @return the UUID
     * @throws IOException when the device fails
     */
    public static UUID fromContents(BlockDevice device, long bytes) throws IOException {
        MessageDigest digest = Sha2.sha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long at = 0; at < bytes; at += PIECE_BYTES) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, bytes - at));
            device.read(at, piece);
            piece.flip();
            if (at == 0) {
                piece.put(OFFSET, new byte[UUID_BYTES]);
            }
            digest.update(piece);
        }
        byte[] sum = digest.digest();
        sum[VERSION_BYTE] = (byte) (sum[VERSION_BYTE] & 0x0f | 0x80);
        sum[VARIANT_BYTE] = (byte) (sum[VARIANT_BYTE] & 0x3f | 0x80);
        ByteBuffer uuid = ByteBuffer.wrap(sum, 0, UUID_BYTES);
        write(device, uuid);
        return new UUID(uuid.getLong(0), uuid.getLong(Long.BYTES));
    }

    private static void write(BlockDevice device, ByteBuffer uuid) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES);
        device.read(0, block);
        block.put(OFFSET, uuid, uuid.position(), UUID_BYTES).rewind();
        device.write(0, block);
    }
}
