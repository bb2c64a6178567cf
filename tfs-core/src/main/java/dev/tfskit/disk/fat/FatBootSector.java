// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds the first two blocks of a FAT32 file system, which are stored twice: the boot sector, which describes the file
 * system, and the FSInfo block, which counts the free clusters.
 */
final class FatBootSector {

    /** The first block of the copies. */
    static final int COPY_BLOCK = 6;

    private static final int INFO_BLOCK = 1;
    private static final byte FIXED_DISK = (byte) 0xf8;
    private static final byte FIRST_HARD_DISK = (byte) 0x80;
    /** The extended boot signature: serial number, label and type name follow. */
    private static final byte EXTENDED = 0x29;
    /** No reader uses this geometry, but some require the length to be a multiple of the track. */
    private static final short BLOCKS_PER_TRACK = 32;

    private static final short HEADS = 64;
    private static final int UNUSED_BYTES = 12;
    private static final short SIGNATURE = (short) 0xaa55;
    /** Code that calls the BIOS to try the next disk, and halts if that returns. */
    private static final byte[] CODE = {(byte) 0xcd, 0x18, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd};
    /** Jumps over the description to the code. */
    private static final byte[] JUMP = {(byte) 0xeb, 0x58, (byte) 0x90};

    private static final int INFO_BEGIN = 'R' | 'R' << 8 | 'a' << 16 | 'A' << 24;
    private static final int INFO_COUNTS = 'r' | 'r' << 8 | 'A' << 16 | 'a' << 24;
    private static final int INFO_COUNTS_OFFSET = 484;
    private static final int UNKNOWN = -1;

    private FatBootSector() {}

    /** Returns the boot sector. */
    static ByteBuffer bootSector(FatGeometry geometry, int volumeId) {
        ByteBuffer block = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        block.put(JUMP).put(ascii("tfskit  "));
        block.putShort((short) BlockDevice.BLOCK_BYTES).put((byte) 1);
        block.putShort((short) FatGeometry.RESERVED_BLOCKS).put((byte) FatGeometry.TABLES);
        // FAT32 has neither a root directory of fixed length nor lengths of 16 bits.
        block.putShort((short) 0).putShort((short) 0).put(FIXED_DISK).putShort((short) 0);
        block.putShort(BLOCKS_PER_TRACK).putShort(HEADS);
        block.putInt((int) geometry.startBlock()).putInt((int) geometry.blocks());
        block.putInt(geometry.tableBlocks());
        // Both copies of the table are kept, and the version is 0.0.
        block.putShort((short) 0).putShort((short) 0);
        block.putInt(FatGeometry.FIRST_CLUSTER).putShort((short) INFO_BLOCK).putShort((short) COPY_BLOCK);
        block.put(new byte[UNUSED_BYTES])
                .put(FIRST_HARD_DISK)
                .put((byte) 0)
                .put(EXTENDED)
                .putInt(volumeId);
        block.put(ascii("NO NAME    ")).put(ascii("FAT32   ")).put(CODE);
        return signed(block);
    }

    /** Returns the FSInfo block. */
    static ByteBuffer fsInfo(FatGeometry geometry, FatContent content) {
        int usedClusters = content.endCluster() - FatGeometry.FIRST_CLUSTER;
        int freeClusters = geometry.clusters() - usedClusters;
        ByteBuffer block = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0, INFO_BEGIN).position(INFO_COUNTS_OFFSET);
        block.putInt(INFO_COUNTS).putInt(freeClusters).putInt(freeClusters == 0 ? UNKNOWN : content.endCluster());
        return signed(block);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer signed(ByteBuffer block) {
        return block.putShort(BlockDevice.BLOCK_BYTES - Short.BYTES, SIGNATURE).clear();
    }
}
