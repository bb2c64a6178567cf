// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A disk image with a boot sector, made field by field. */
public final class DiskBytes {

    public static final int EFI = 0xef;
    public static final int OTHER = 0x83;

    private final byte[] bytes;

    /** A disk of so many blocks, with an empty partition table. */
    public DiskBytes(int blocks) {
        bytes = new byte[blocks * BlockDevice.BLOCK_BYTES];
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xaa;
    }

    /** Enters a partition. */
    public DiskBytes partition(int number, int type, int start, int blocks) {
        enterPartition(bytes, number, type, start, blocks);
        return this;
    }

    /** Enters a partition into the table of a disk. */
    static void enterPartition(byte[] disk, int number, int type, int start, int blocks) {
        ByteBuffer entry = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).position(446 + 16 * number);
        entry.put((byte) 0x80)
                .put(new byte[3])
                .put((byte) type)
                .put(new byte[3])
                .putInt(start)
                .putInt(blocks);
    }

    /** Puts the first bytes of a volume at a block. */
    public DiskBytes volumeAt(int block) {
        return put(block * BlockDevice.BLOCK_BYTES, "NVMTFS".getBytes(StandardCharsets.US_ASCII));
    }

    DiskBytes put(int offset, byte[] data) {
        System.arraycopy(data, 0, bytes, offset, data.length);
        return this;
    }

    /** Puts a crash log at a byte. */
    DiskBytes crashLogAt(int offset, long bootId, int exitCode, String text) {
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(offset)
                .put("KLOG".getBytes(StandardCharsets.US_ASCII))
                .putLong(bootId)
                .putInt(exitCode)
                .put(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    MemoryDevice device() {
        return new MemoryDevice(bytes);
    }

    public DiskImage open() throws IOException {
        return DiskImage.of(device());
    }
}
