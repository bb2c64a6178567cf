// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

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
        return readAfter(new byte[0], input, name);
    }

    /**
     * Reads to the end of a text that was begun.
     *
     * @param start the bytes that were read before
     * @param rest what follows them
     * @param name the name of the text, for messages
     * @return all bytes of the text
     * @throws ToolFailedException when there are more bytes; at most one more than allowed was read
     */
    byte[] readAfter(byte[] start, InputStream rest, String name) throws IOException {
        byte[] more = rest.readNBytes(Math.max(0, most - start.length + 1));
        if (start.length + more.length > most) {
            throw new ToolFailedException(
                    name,
                    "has more than " + most + " bytes, the most that a " + kind + " can have",
                    "name another file");
        }
        byte[] all = Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return all;
    }
}
