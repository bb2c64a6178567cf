// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Random access to bytes, such as those of a file. */
@FunctionalInterface
public interface ByteReader {

    /**
     * Reads bytes until the buffer is full or the bytes end.
     *
     * @param position the offset of the first byte, at least 0
     * @param target receives the bytes
     * @return the number of bytes read; 0 at or behind the end
     * @throws IOException when the bytes cannot be read
     */
    int read(long position, ByteBuffer target) throws IOException;
}
