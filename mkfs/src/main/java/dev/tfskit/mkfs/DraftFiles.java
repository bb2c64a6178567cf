// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.hostfile.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that an image is written to before it is where it belongs. Those that are not published go when this is closed,
 * from any thread.
 */
final class DraftFiles implements Closeable {

    private final Path place;
    private final List<PendingFile> files = new ArrayList<>();
    private boolean closed;

    /**
     * No files yet.
     *
     * @param place that they would have when they are published; they lie beside it
     */
    DraftFiles(Path place) {
        this.place = place;
    }

    /** Begins another one. */
    synchronized PendingFile begin() throws IOException {
        if (closed) {
            throw new InterruptedIOException("the program is being ended");
        }
        PendingFile file = PendingFile.forTarget(place);
        files.add(file);
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        CloseAll.all(files);
    }
}
