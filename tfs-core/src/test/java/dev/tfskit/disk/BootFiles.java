// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Boot files, made by hand: their code does nothing. */
public final class BootFiles {

    private BootFiles() {}

    /** One with a boot loader of so many bytes; all its bytes that mean nothing here are 0xee. */
    static byte[] of(int loaderBytes) {
        return of(loaderBytes, 0xee);
    }

    /** One with a boot loader of so many bytes; all its bytes that mean nothing here have the same value. */
    public static byte[] of(int loaderBytes, int code) {
        byte[] bytes = new byte[512 + loaderBytes];
        Arrays.fill(bytes, (byte) code);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(426)
                .putLong(0x8000)
                .putLong(loaderBytes)
                .putInt(12);
        Arrays.fill(bytes, 446, 510, (byte) 0);
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xaa;
        return bytes;
    }
}
