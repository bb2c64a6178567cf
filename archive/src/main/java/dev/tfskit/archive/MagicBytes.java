// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.util.Arrays;

/** What the first bytes of a file say. */
final class MagicBytes {

    private MagicBytes() {}

    /** Whether bytes begin with others. */
    static boolean matches(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
