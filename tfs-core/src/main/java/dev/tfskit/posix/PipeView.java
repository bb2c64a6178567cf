// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Reads bytes that wait in a pipe and leaves them there for the next reader, by {@code tee(2)} of Linux. Only the
 * thread that creates an instance may use it.
 */
public final class PipeView implements Closeable {

    /** The most bytes that one call reads: the default capacity of a pipe. */
    private static final int MAX_BYTES = 64 << 10;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = arena.allocate(CFunction.ERRNO);
    private final MemorySegment bytes = arena.allocate(MAX_BYTES);
    private final int pipe;
    private final int readEnd;
    private final int writeEnd;

    private PipeView(int pipe) throws IOException {
        this.pipe = pipe;
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        if (CFunction.PIPE.call(errno, ends.address(), 0, 0, 0, 0) < 0) {
            IOException failure = failure("pipe");
            arena.close();
            throw failure;
        }
        readEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
        writeEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
    }

    /**
     * Opens a view of a pipe.
     *
     * @param descriptor the descriptor of the end of the pipe that is read
     * @return the view; empty if the host is not Linux on a known architecture
     * @throws IOException when the process has too many open files
     */
    public static Optional<PipeView> of(int descriptor) throws IOException {
        return OpenFlags.ofThisMachine().isPresent() ? Optional.of(new PipeView(descriptor)) : Optional.empty();
    }

    /**
     * Returns the bytes at the front of the pipe. Waits until there are some, or no process has the pipe open for
     * writing any more.
     *
     * @return the bytes, at most 64 KiB; empty at the end of the stream
     * @throws IOException when the descriptor is not that of a pipe
     */
    public byte[] peek() throws IOException {
        long copied = -1;
        while (copied < 0) {
            copied = CFunction.TEE.call(errno, pipe, writeEnd, MAX_BYTES, 0, 0);
            if (copied < 0 && errno() != Errno.EINTR) {
                throw failure("standard input");
            }
        }
        byte[] found = new byte[(int) copied];
        for (int at = 0; at < found.length; ) {
            long count = CFunction.READ.call(errno, readEnd, bytes.address(), (long) found.length - at, 0, 0);
            if (count < 0 && errno() != Errno.EINTR) {
                throw failure("standard input");
            }
            int length = (int) Math.max(0, count);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, found, at, length);
            at += length;
        }
        return found;
    }

    private int errno() {
        return CFunction.number(errno);
    }

    private IOException failure(String subject) {
        return Errno.toException(errno(), subject);
    }

    @Override
    public void close() {
        long first = CFunction.CLOSE.call(errno, readEnd, 0, 0, 0, 0);
        long second = CFunction.CLOSE.call(errno, writeEnd, 0, 0, 0, 0);
        assert first == 0 && second == 0 : "descriptors of a pipe";
        arena.close();
    }
}
