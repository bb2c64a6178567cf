// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of the host that take a path as their last argument. Java passes arguments as text, which loses bytes that
 * are not UTF-8. So the path goes to a shell, written in ASCII, and the shell becomes the program.
 */
final class PathProgram {

    /** The point keeps the line ends at the end of a path, which the shell would remove. */
    private static final String SCRIPT = "path=$(printf \"$1.\"); shift; exec \"$@\" \"${path%.}\"";

    private PathProgram() {}

    /**
     * Prepares a program.
     *
     * @param path made absolute
     * @param command the program and its options, before the path
     * @return the process, which ends with 127 when the program is not installed
     */
    static ProcessBuilder of(Path path, String... command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", octal(HostNames.absolute(path))));
        words.addAll(List.of(command));
        return new ProcessBuilder(words);
    }

    private static String octal(byte[] path) {
        StringBuilder text = new StringBuilder(4 * path.length);
        for (byte b : path) {
            text.append(String.format("\\%03o", Byte.toUnsignedInt(b)));
        }
        return text.toString();
    }
}
