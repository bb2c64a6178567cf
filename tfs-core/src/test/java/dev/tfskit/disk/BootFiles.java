// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Boot files, made by hand: their code does nothing. */
final class BootFiles {

    private BootFiles() {}

    /** One with a boot loader of so many bytes; all its bytes that mean nothing here are 0xee. */
    static byte[] of(int loaderBytes) {
        byte[] bytes = new byte[512 + loaderBytes];
        Arrays.fill(bytes, (byte) 0xee);
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
