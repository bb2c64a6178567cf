// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.io.IoSupplier;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Temporary files for an image that is not complete yet. {@link #close}, from any thread, removes those that were not
 * published.
 */
final class DraftFiles implements Closeable {

    private final IoSupplier<PendingFile> maker;
    private final List<PendingFile> files = new ArrayList<>();
    private boolean closed;

    /**
     * Creates an empty set.
     *
     * @param maker creates a file
     */
    DraftFiles(IoSupplier<PendingFile> maker) {
        this.maker = maker;
    }

    /** Creates a file. */
    synchronized PendingFile begin() throws IOException {
        if (closed) {
            throw new InterruptedIOException("the program is being ended");
        }
        PendingFile file = maker.get();
        files.add(file);
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        CloseAll.all(files);
    }
}
