// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.util.Arrays;

/** Compares the first bytes of a file with magic numbers. */
final class MagicBytes {

    private MagicBytes() {}

    /** Returns whether bytes begin with a magic number. */
    static boolean matches(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
