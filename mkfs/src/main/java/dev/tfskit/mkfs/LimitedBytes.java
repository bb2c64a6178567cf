// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a whole text of the user into memory, unless it is larger than such a text can be. A name that was mistyped can
 * lead to an image of any size, or to a device without an end.
 *
 * @param most the most bytes of the text
 * @param kind what the text is, for messages, such as {@code manifest}
 */
record LimitedBytes(int most, String kind) {

    /**
     * Reads to the end.
     *
     * @param name the name of the text, for messages
     * @throws ToolFailedException when there are more bytes; one more than allowed was read
     */
    byte[] read(InputStream input, String name) throws IOException {
        byte[] bytes = input.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ToolFailedException(
                    name,
                    "has more than " + most + " bytes, the most that a " + kind + " can have",
                    "name another file");
        }
        return bytes;
    }
}
