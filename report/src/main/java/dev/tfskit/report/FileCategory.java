// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The purpose of a file, judged by its name, its place in the tree and its first bytes. The page stores a category as
 * its ordinal number, so the script of the page depends on the order of the constants.
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
    private static final Pattern LOG_NAME = Pattern.compile(".*\\.log(\\.[0-9]+)?");
    private static final Pattern CONFIGURATION_NAME =
            Pattern.compile(".*\\.(conf|cfg|cnf|ini|ya?ml|toml|properties|env)");
    /** The most bytes of a name that are looked at, from its end. */
    private static final int MOST_BYTES = 255;

    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int SCRIPT_MAGIC = 0x2321;

    /**
     * Judges a name of a file.
     *
     * @param usual what files usually are in this place of the tree, see {@link PlaceInTree}
     * @param hasProgramMagic whether the file begins like a program; asked only when name and place do not decide
     */
    static FileCategory of(Symbol entry, FileCategory usual, IoSupplier<Boolean> hasProgramMagic) throws IOException {
        String name = endOf(entry).toLowerCase(Locale.ROOT);
        if (usual == LOG || LOG_NAME.matcher(name).matches()) {
            return LOG;
        } else if (LIBRARY_NAME.matcher(name).matches()) {
            return LIBRARY;
        } else if (hasProgramMagic.get()) {
            return PROGRAM;
        } else if (usual == CONFIGURATION || CONFIGURATION_NAME.matcher(name).matches()) {
            return CONFIGURATION;
        }
        return DATA;
    }

    private static String endOf(Symbol name) {
        byte[] bytes = name.toByteArray();
        int from = Math.max(0, bytes.length - MOST_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    /** Returns whether a file begins like a program; one that cannot be read does not. */
    static boolean hasProgramMagic(RegularFile file) throws IOException {
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
