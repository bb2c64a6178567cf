// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.source.Content;
import dev.tfskit.source.SourceEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a whole file of a tree into memory: a configuration file, a package database, or the cache of the linker.
 * Refuses a file above a limit. Stateless.
 */
final class SmallFile {

    private SmallFile() {}

    /**
     * Returns the bytes of a file.
     *
     * @param file the file
     * @param most the most bytes that it may have
     * @return the bytes
     * @throws LookupLimitException when it is larger
     * @throws IOException when it cannot be read
     */
    static byte[] read(SourceEntry.File file, int most) throws IOException {
        if (file.size() > most) {
            throw new LookupLimitException(
                    file.path().toString(),
                    "has " + file.size() + " bytes, and at most " + most
                            + " are read; make it smaller in the target root");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        try (Content.Reader reader = file.content().open()) {
            while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) >= 0) {
                // Go on until the buffer is full or the file ends.
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Returns the lines of a file, each byte as the character of its number. */
    static List<String> lines(SourceEntry.File file, int most) throws IOException {
        return new String(read(file, most), StandardCharsets.ISO_8859_1).lines().toList();
    }
}
