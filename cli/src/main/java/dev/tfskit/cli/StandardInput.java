// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.hostfile.FileKind;
import dev.tfskit.posix.PipeView;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The standard input of a tool. It has no buffer, because bytes that the tool does not need stay for the next reader.
 */
public final class StandardInput {

    /** The name of standard input in messages. */
    public static final String NAME = "standard input";

    private static final Path DEVICE = Path.of("/dev/stdin");
    private static final int DESCRIPTOR = 0;

    private final FileInputStream stream;
    private final boolean ofProcess;

    private StandardInput(FileInputStream stream, boolean ofProcess) {
        this.stream = Objects.requireNonNull(stream);
        this.ofProcess = ofProcess;
    }

    /** Returns the standard input of this process. */
    static StandardInput ofProcess() {
        return new StandardInput(new FileInputStream(FileDescriptor.in), true);
    }

    /**
     * Returns a stream in place of the standard input of this process.
     *
     * @param stream the bytes; never closed
     * @return the input
     */
    public static StandardInput of(FileInputStream stream) {
        return new StandardInput(stream, false);
    }

    /**
     * Returns the stream.
     *
     * @return the bytes that follow; the caller leaves it open
     * @throws ToolFailedException when the input is a directory, which has no bytes
     * @throws IOException when the attributes of the input cannot be read
     */
    public FileInputStream stream() throws IOException {
        if (kind() == FileKind.DIRECTORY) {
            // A read would fail as well, but without a name.
            throw new ToolFailedException(NAME, "is a directory", "name a file");
        }
        return stream;
    }

    /**
     * Returns what kind of file the input is.
     *
     * @return the kind; {@link FileKind#OTHER} where the system does not say
     * @throws IOException when the attributes of the file cannot be read
     */
    public FileKind kind() throws IOException {
        return ofProcess && Files.exists(DEVICE) ? FileKind.of(DEVICE) : FileKind.OTHER;
    }

    /**
     * Opens a view of the bytes that wait in the input.
     *
     * @return the view, which the caller closes; empty when the input is no pipe or the system has no such view
     * @throws IOException when the view cannot be opened
     */
    public Optional<PipeView> waitingBytes() throws IOException {
        return ofProcess ? PipeView.of(DESCRIPTOR) : Optional.empty();
    }
}
