// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The purpose of a file, judged by its path and its first bytes. The page stores a category as its ordinal number, so
 * the script of the page depends on the order of the constants.
 */
enum FileCategory {
    /** A program or a script. */
    PROGRAM,
    /** Code that programs load. */
    LIBRARY,
    /** A configuration of a program. */
    CONFIGURATION,
    /** A log of a program. */
    LOG,
    /** Everything else. */
    DATA;

    private static final Pattern LIBRARY_NAME =
            Pattern.compile(".*\\.(so(\\.[0-9.]+)?|a|jar|war|class|dll|pyc|pyd|py|rb|node|mjs|cjs|js|wasm|ko)");
    private static final Pattern LOG_NAME = Pattern.compile(".*\\.log(\\.[0-9]+)?|/var/log/.*");
    private static final Pattern CONFIGURATION_NAME =
            Pattern.compile(".*\\.(conf|cfg|cnf|ini|ya?ml|toml|properties|env)|/etc/.*");
    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int SCRIPT_MAGIC = 0x2321;

    /** Judges a file. One that cannot be read is data. */
    static FileCategory of(String path, RegularFile file) throws IOException {
        String name = path.toLowerCase(Locale.ROOT);
        if (LOG_NAME.matcher(name).matches()) {
            return LOG;
        } else if (LIBRARY_NAME.matcher(name).matches()) {
            return LIBRARY;
        } else if (hasProgramMagic(file)) {
            return PROGRAM;
        } else if (CONFIGURATION_NAME.matcher(name).matches()) {
            return CONFIGURATION;
        }
        return DATA;
    }

    private static boolean hasProgramMagic(RegularFile file) throws IOException {
        try {
            if (file.length() < Integer.BYTES) {
                return false;
            }
            ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
            file.content().read(0, start);
            int magic = start.getInt(0);
            return magic == ELF_MAGIC || magic >>> Short.SIZE == SCRIPT_MAGIC;
        } catch (TfsFormatException damaged) {
            return false;
        }
    }
}
