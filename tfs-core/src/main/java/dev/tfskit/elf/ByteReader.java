// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read anywhere, such as those of a file. */
@FunctionalInterface
public interface ByteReader {

    /**
     * Reads bytes.
     *
     * @param position the first byte to read; at least 0
     * @param target filled as far as there are bytes
     * @return how many bytes were read; 0 at or behind the end
     * @throws IOException when they cannot be read
     */
    int read(long position, ByteBuffer target) throws IOException;
}
