// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Copies all that is read or skipped of a stream into a file. Not thread-safe. */
final class CopyingInput extends ObservedInput {

    private final ArchiveBytes copy;
    private final String name;
    private final Path directory;

    /**
     * Copies a stream from where it stands.
     *
     * @param name the name of the archive in messages
     * @param directory holds the copy
     */
    CopyingInput(InputStream stream, ArchiveBytes copy, String name, Path directory) {
        super(stream);
        this.copy = copy;
        this.name = name;
        this.directory = directory;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count > 0) {
            write(target, offset, count);
        }
        return count;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            copy.append(bytes, offset, length);
        } catch (IOException e) {
            throw refusal(name, directory, e);
        }
    }

    /** Returns the exception for a failure to write a copy. */
    static ArchiveException refusal(String name, Path directory, IOException cause) {
        return new ArchiveException(
                name,
                "must be copied to a temporary file, because its parts are read out of order, and " + directory
                        + " takes no such file: " + Messages.reasonInSentence(cause)
                        + "; name a directory with more room in TMPDIR, or give an uncompressed file",
                cause);
    }
}
