// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

/** Finds the first byte of a manifest behind white space and comments. Not thread-safe. */
final class ManifestStart {

    private static final int NONE = -1;

    private boolean isComment;
    private int first = NONE;

    /**
     * Takes the next bytes of a text, until the first byte of a token is found.
     *
     * @param bytes the bytes
     * @param count how many of them belong to the text
     * @return how many of them are white space and comments
     */
    int accept(byte[] bytes, int count) {
        for (int at = 0; at < count; at++) {
            int next = bytes[at] & 0xff;
            if (!isComment && next != '#' && !isSpace(next)) {
                first = next;
                return at;
            }
            isComment = next == '#' || isComment && next != '\n';
        }
        return count;
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    /** Returns whether a token was found. */
    boolean isFound() {
        return first != NONE;
    }

    /** Returns whether the token that was found begins a manifest. */
    boolean isManifest() {
        return first == '(';
    }

    /** Returns the first byte of the token that was found, as text for a message. */
    String describe() {
        return first > ' ' && first < 0x7f ? "'" + (char) first + "'" : "byte " + first;
    }
}
