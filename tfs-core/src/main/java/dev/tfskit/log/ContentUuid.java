// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/** Derives the UUID of a new volume from its content, so that volumes with equal content are equal in every byte. */
public final class ContentUuid {

    /**
     * The offset of the UUID in block 0, behind the magic bytes, the version and the number of blocks. The last two
     * take one byte each in a first extension that this library writes.
     */
    private static final int OFFSET = LogWriter.MAGIC.length() + 2;

    private static final int UUID_BYTES = 2 * Long.BYTES;
    private static final int PIECE_BYTES = 1 << 20;
    /** The positions of version and variant in RFC 9562. Version 8 is for UUIDs with a custom scheme. */
    private static final int VERSION_BYTE = 6;

    private static final int VARIANT_BYTE = 8;

    private ContentUuid() {}

    /**
     * Computes the UUID from all bytes but the UUID itself, and writes it to block 0.
     *
     * @param device the device of a volume that {@link LogWriter#create} has begun and whose log is committed
     * @param bytes the number of bytes to digest, a multiple of the block size
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
