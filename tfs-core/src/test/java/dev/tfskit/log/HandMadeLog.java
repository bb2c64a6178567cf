// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import java.util.Arrays;

/** A volume whose log is written byte by byte. What was not written holds junk, which no reader may look at. */
public final class HandMadeLog {

    private static final byte JUNK = (byte) 0xee;
    private static final String UUID = "000102030405060708090a0b0c0d0e0f";

    private final byte[] bytes;

    private HandMadeLog(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A volume of junk. */
    HandMadeLog(int blocks) {
        this(new byte[blocks * BlockDevice.BLOCK_BYTES]);
        Arrays.fill(bytes, JUNK);
    }

    /** A volume of zeros, as no writer leaves it. */
    public static HandMadeLog ofZeros(int blocks) {
        return new HandMadeLog(new byte[blocks * BlockDevice.BLOCK_BYTES]);
    }

    /** A volume of one block with these records. */
    static HandMadeLog of(String records) {
        return new HandMadeLog(1).first(records);
    }

    /** Writes bytes anywhere. */
    public HandMadeLog put(long offset, String hex) {
        byte[] written = Hex.bytes(hex);
        System.arraycopy(written, 0, bytes, (int) offset, written.length);
        return this;
    }

    /** Writes the first extension, of version 5 and with an empty label. */
    HandMadeLog first(String records) {
        return put(0, "'NVMTFS' 05 01 " + UUID + " 00 " + records);
    }

    /** Writes the first extension, of version 4 and with an empty label. */
    HandMadeLog firstOfVersion4(String records) {
        return put(0, "'NVMTFS' 04 01 " + UUID + " 00 " + records);
    }

    /** Writes another extension of version 5, of at most 127 blocks. */
    HandMadeLog extension(int startBlock, int blocks, String records) {
        return put((long) startBlock * BlockDevice.BLOCK_BYTES, String.format("'NVMTFS' 05 %02x ", blocks) + records);
    }

    /** The device; changes of the log show on it. */
    public MemoryDevice device() {
        return new MemoryDevice(bytes);
    }

    /** Writes bytes at the start of a block. */
    public HandMadeLog block(int block, String hex) {
        return put((long) block * BlockDevice.BLOCK_BYTES, hex);
    }

    /** Fills the volume from one byte up to another. */
    public HandMadeLog fill(int from, int to, int value) {
        Arrays.fill(bytes, from, to, (byte) value);
        return this;
    }

    /** A device that has the first bytes of the volume only. */
    public MemoryDevice device(int size) {
        return new MemoryDevice(Arrays.copyOf(bytes, size));
    }
}
