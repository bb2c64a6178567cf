// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Boot files, made by hand: their code does nothing. */
public final class BootFileBytes {

    /** The type of the region that holds the boot loader. */
    public static final int LOADER = 12;

    private static final int SECTOR = 512;

    private BootFileBytes() {}

    /** One with a boot loader of so many bytes; all its bytes that mean nothing here are 0xee. */
    static byte[] of(int loaderBytes) {
        return filled(SECTOR + loaderBytes, (byte) 0xee);
    }

    /**
     * Makes a boot file whose code is the same byte all over.
     *
     * @param length the length of the file in bytes, at least a sector
     */
    public static byte[] filled(int length, byte code) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, code);
        Arrays.fill(bytes, 446, 510, (byte) 0);
        return in(bytes, LOADER);
    }

    /**
     * Makes a boot file of some bytes: the first sector gets a region that covers the other sectors, and the signature.
     *
     * @param bytes at least a sector; changed
     * @param regionType the type of the region
     * @return the same bytes
     */
    public static byte[] in(byte[] bytes, int regionType) {
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(426)
                .putLong(0x8000)
                .putLong(bytes.length - SECTOR)
                .putInt(regionType);
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xaa;
        return bytes;
    }
}
