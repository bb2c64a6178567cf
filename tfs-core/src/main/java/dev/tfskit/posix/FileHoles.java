// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import dev.tfskit.io.IoFunction;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes and finds holes of a file, with a descriptor of its own, because the JDK does not show the descriptor of a
 * channel. Closing any descriptor of a file drops the POSIX locks that this process has on it, so an instance must stay
 * open as long as such a lock is needed. Thread-safe.
 */
public final class FileHoles implements Closeable {

    private final int descriptor;
    private boolean closed;

    private FileHoles(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a file.
     *
     * @param file the path of a file or block device that may be written
     * @param isExpected says whether what was opened, to which it gets a path, is the right file, because the path may
     *     lead to another file by now
     * @return the holes of the file; empty when it is not the right file, or the host is not Linux
     */
    public static Optional<FileHoles> open(Path file, IoFunction<Path, Boolean> isExpected) {
        if (OpenFlags.ofThisMachine().isEmpty()) {
            return Optional.empty();
        }
        try (NativeCalls calls = new NativeCalls()) {
            int descriptor = calls.open(
                    NativeCalls.AT_FDCWD,
                    HostNames.absolute(file),
                    OpenFlags.READ_WRITE | OpenFlags.CLOSE_ON_EXEC,
                    0,
                    file);
            FileHoles opened = new FileHoles(descriptor);
            Path link = Path.of("/proc/self/fd/" + descriptor);
            if (isExpected.apply(link)) {
                return Optional.of(opened);
            }
            opened.close();
            return Optional.empty();
        } catch (IOException notThisWay) {
            return Optional.empty();
        }
    }

    /**
     * Frees the storage of a range. The range reads as zeros then, and the size of the file stays.
     *
     * @param offset the first byte, at least 0
     * @param bytes the length of the range in bytes, at least 1
     * @return false when the file system cannot do that
     */
    public synchronized boolean punch(long offset, long bytes) {
        try (NativeCalls calls = new NativeCalls()) {
            return !closed && calls.punchHole(descriptor, offset, bytes);
        }
    }

    /**
     * Returns whether a range is known to have no storage.
     *
     * @param offset the first byte, at least 0 and less than the size of the file
     * @param bytes the length of the range in bytes, at least 1
     * @return false when a part of the range has storage, or the file system cannot tell
     */
    public synchronized boolean isHole(long offset, long bytes) {
        if (closed) {
            return false;
        }
        try (NativeCalls calls = new NativeCalls()) {
            OptionalLong data = calls.seek(descriptor, offset, PosixHost.SEEK_DATA, this);
            return data.isPresent() && (data.getAsLong() < 0 || data.getAsLong() - offset >= bytes);
        } catch (IOException notKnown) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try (NativeCalls calls = new NativeCalls()) {
                calls.release(descriptor);
            }
        }
    }
}
