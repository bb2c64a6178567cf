package dev.tfskit.archive;

import java.util.Arrays;

/** What the first bytes of a file say. */
final class StartOf {

    private StartOf() {}

    /** Whether bytes begin with others. */
    static boolean matches(final byte[] bytes, final byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
