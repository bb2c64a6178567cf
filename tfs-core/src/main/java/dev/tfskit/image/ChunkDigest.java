// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.sum.Sha2;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Computes the checksum of a file from its windows, which are pieces of {@link CopyWindow#BYTES} bytes, in order. A
 * window that holds only zeros does not count, so a file has the same checksum with holes and without. Not thread-safe.
 */
final class ChunkDigest {

    private static final byte[] ZEROS = new byte[CopyWindow.BYTES];

    private final MessageDigest digest = Sha2.sha256();

    /** Adds the next window. Only the last window of a file may have a {@code count} below its length. */
    void add(long start, byte[] bytes, int count) {
        if (Arrays.mismatch(bytes, 0, count, ZEROS, 0, count) >= 0) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, start));
            digest.update(bytes, 0, count);
        }
    }

    /** Returns the checksum of all windows so far; the next window begins a new file. */
    byte[] result() {
        return digest.digest();
    }
}
