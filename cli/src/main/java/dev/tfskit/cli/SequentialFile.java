// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.hostfile.FileKind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An existing pipe or character device that takes bytes from front to back, such as a named pipe or {@code /dev/null}.
 * Nothing is replaced or removed. Not thread-safe.
 */
public final class SequentialFile extends FilterOutputStream {

    private final Path path;

    private SequentialFile(Path path, OutputStream stream) {
        super(stream);
        this.path = path;
    }

    /**
     * Returns whether a path leads to a file of this kind.
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
     * Opens a file. A pipe without a reader is waited for.
     *
     * @param path the path of a file for which {@link #isAt} is true
     * @return the open stream
     * @throws IOException when it cannot be opened
     */
    public static SequentialFile open(Path path) throws IOException {
        return new SequentialFile(path, Files.newOutputStream(path, StandardOpenOption.WRITE));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }
}
