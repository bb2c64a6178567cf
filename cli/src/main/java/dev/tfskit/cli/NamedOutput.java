// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.message.NamedFailure;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A stream that writes to a file and adds the name of the file to each exception. The exceptions of the JDK's streams
 * lack the name. Not thread-safe.
 */
public final class NamedOutput extends FilterOutputStream {

    private final Path file;

    /**
     * Creates a stream without a buffer of its own.
     *
     * @param file the name of the file in messages
     * @param stream receives the bytes; closed with this stream
     */
    public NamedOutput(Path file, OutputStream stream) {
        super(stream);
        this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw NamedFailure.of(file, e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } catch (IOException e) {
            throw NamedFailure.of(file, e);
        }
    }
}
