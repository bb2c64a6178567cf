// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import java.util.Arrays;

/** A volume whose log is written byte by byte. What was not written holds junk, which no reader may look at. */
final class HandMadeLog {

    private static final byte JUNK = (byte) 0xee;
    private static final String UUID = "000102030405060708090a0b0c0d0e0f";

    private final byte[] bytes;

    /** A volume of junk. */
    HandMadeLog(int blocks) {
        bytes = new byte[blocks * BlockDevice.BLOCK_BYTES];
        Arrays.fill(bytes, JUNK);
    }

    /** A volume of one block with these records. */
    static HandMadeLog of(String records) {
        return new HandMadeLog(1).first(records);
    }

    /** Writes bytes anywhere. */
    HandMadeLog put(long offset, String hex) {
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
    MemoryDevice device() {
        return new MemoryDevice(bytes);
    }
}
