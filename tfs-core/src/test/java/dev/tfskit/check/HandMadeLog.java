// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import java.util.Arrays;

/** A volume of a few blocks whose log is written byte by byte, in the notation of {@link Hex}. */
final class HandMadeLog {

    static final int BLOCKS = 8;
    static final int BLOCK = BlockDevice.BLOCK_BYTES;

    /** The header of the first extension, up to where its records begin, at byte 29. */
    static final String FIRST_HEADER = "'NVMTFS' 05 01 00112233445566778899aabbccddeeff 'made' 00";
    /** The first extension of a volume whose second one is two blocks long and starts at block 1. */
    static final String FIRST = FIRST_HEADER + " 05 01 02";
    /** The header of an extension of two blocks; at block 1 its records begin at byte 520. */
    static final String HEADER = "'NVMTFS' 05 02";
    /**
     * A record of a root: number 1 is the root, 2 the symbol a, 3 a tuple, 4 the symbol v, 5 a vector. It takes ten
     * bytes.
     */
    static final String ROOT = "02 07 07 92 81 'a' 90 81 'v' a0";

    private final byte[] volume = new byte[BLOCKS * BLOCK];

    /** Puts bytes at the start of a block. */
    HandMadeLog block(int block, String bytes) {
        byte[] content = Hex.bytes(bytes);
        System.arraycopy(content, 0, volume, block * BLOCK, content.length);
        return this;
    }

    /** Fills the volume from one byte up to another. */
    HandMadeLog fill(int from, int to, int value) {
        Arrays.fill(volume, from, to, (byte) value);
        return this;
    }

    MemoryDevice device() {
        return new MemoryDevice(volume.clone());
    }

    /** The first bytes of the volume only. */
    MemoryDevice device(int size) {
        return new MemoryDevice(Arrays.copyOf(volume, size));
    }
}
