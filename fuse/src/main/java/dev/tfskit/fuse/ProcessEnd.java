// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.ffi.LastError;
import jnr.ffi.Runtime;

/**
 * Waits for the end of a process that is no child of this one. It holds a descriptor of the process, which never refers
 * to another process, even when the kernel reuses the number.
 */
final class ProcessEnd implements AutoCloseable {

    /** The number of the system call {@code pidfd_open} on all processors that a JVM runs on. */
    private static final long PIDFD_OPEN = 434;

    /** {@code struct pollfd}: the descriptor, and the events to wait for; POLLIN means that the process has ended. */
    private static final int POLL_BYTES = 8;

    private static final int POLL_EVENTS = 4;
    private static final byte POLLIN = 1;
    private static final int WITHOUT_LIMIT = -1;

    private final LibC libC;
    private final int descriptor;

    private ProcessEnd(LibC libC, int descriptor) {
        this.libC = libC;
        this.descriptor = descriptor;
    }

    /** Watches a process; empty when there is none with this number, or the kernel is older than 5.3. */
    static Optional<ProcessEnd> of(long pid, LibC libC) {
        int descriptor = (int) libC.syscall(PIDFD_OPEN, pid, 0);
        return descriptor < 0 ? Optional.empty() : Optional.of(new ProcessEnd(libC, descriptor));
    }

    /** Returns when the process has ended and has closed its files. */
    void await() throws IOException {
        boolean ended = await(WITHOUT_LIMIT);
        assert ended;
    }

    /**
     * Waits until the process has ended and has closed its files.
     *
     * @param limit for how long, in milliseconds; a signal may extend the wait
     * @return whether it has ended
     */
    boolean await(int limit) throws IOException {
        long poll = NativeMemory.allocate(POLL_BYTES);
        try {
            NativeMemory.putInt(poll, descriptor);
            NativeMemory.putByte(poll + POLL_EVENTS, POLLIN);
            int events = libC.poll(poll, 1, limit);
            while (events < 0) {
                int error = LastError.getLastError(Runtime.getSystemRuntime());
                if (error != Errno.EINTR.intValue()) {
                    throw new IOException("the end of a process cannot be awaited: error " + error);
                }
                events = libC.poll(poll, 1, limit);
            }
            return events > 0;
        } finally {
            NativeMemory.free(poll);
        }
    }

    @Override
    public void close() {
        libC.close(descriptor);
    }
}
