// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.message.NamedFailure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host, whose entries can be forced to disk. A new file survives a power cut only when its entry is
 * forced, too. Open the directory before the file gets its name: what fails then leaves no file. Not thread-safe.
 */
public final class OpenDirectory implements Closeable {

    private final Path path;
    /** Null where the host cannot open directories, as on Windows. */
    private final @Nullable FileChannel channel;

    private OpenDirectory(Path path, @Nullable FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens the directory of a file.
     *
     * @param file the absolute path of the file, which need not exist
     * @return the directory; the caller closes it
     * @throws IOException when it cannot be opened
     */
    public static OpenDirectory of(Path file) throws IOException {
        Path path = Objects.requireNonNull(file.getParent());
        boolean opensDirectories =
                path.getFileSystem().supportedFileAttributeViews().contains("unix");
        return new OpenDirectory(path, opensDirectories ? FileChannel.open(path, StandardOpenOption.READ) : null);
    }

    /**
     * Forces the entries of the directory of a file to disk, where that is possible: this process may not be allowed to
     * read the directory, and some file systems cannot flush one.
     *
     * @param file the absolute path of the file
     * @throws IOException when the host fails; the file has its name then
     */
    public static void forceWherePossible(Path file) throws IOException {
        try (OpenDirectory directory = of(file)) {
            directory.force();
        } catch (AccessDeniedException mayNotRead) {
            return;
        } catch (FileSystemException e) {
            if (!NoFlush.isReasonOf(e)) {
                throw e;
            }
        }
    }

    /**
     * Forces the entries to disk. Does nothing where the host cannot open directories.
     *
     * @throws IOException when that fails
     */
    public void force() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            open.force(true);
        } catch (IOException e) {
            throw NamedFailure.of(path, e);
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it, so nothing is lost, and the file may have its name already.
        }
    }
}
