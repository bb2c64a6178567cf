// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.hostfile.FileKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens files that take bytes only from front to back: existing pipes and character devices, such as {@code /dev/null}.
 * Writing to them replaces and removes no file.
 */
public final class SequentialFile {

    private SequentialFile() {}

    /**
     * Returns whether a path leads to such a file.
     *
     * @param path the path; nothing need exist there
     * @return true for a pipe and for a character device that is not a terminal
     * @throws IOException when the attributes of an existing file cannot be read
     */
    public static boolean isAt(Path path) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        FileKind kind = FileKind.of(path);
        return kind == FileKind.PIPE || kind == FileKind.CHARACTER_DEVICE;
    }

    /**
     * Opens such a file. Opening a pipe waits until it has a reader.
     *
     * @param path the path of a file for which {@link #isAt} is true
     * @return the open stream, whose failures name the file
     * @throws IOException when it cannot be opened
     */
    public static OutputStream open(Path path) throws IOException {
        return new NamedOutput(path, Files.newOutputStream(path, StandardOpenOption.WRITE));
    }
}
