// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostNames;
import java.nio.file.Path;
import java.util.Arrays;

/** Texts as the functions of the C library take them: bytes that end with a NUL. */
final class CString {

    private CString() {}

    /** Returns the bytes of the absolute path, which a {@code String} would lose where they are not UTF-8. */
    static byte[] of(Path path) {
        return of(HostNames.absolute(path));
    }

    /** Returns the bytes with a NUL after them. */
    static byte[] of(byte[] text) {
        return Arrays.copyOf(text, text.length + 1);
    }
}
