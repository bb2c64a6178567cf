// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.nio.file.Path;
import jnr.constants.platform.Errno;

/**
 * Answers the first request of the kernel, INIT, in which the kernel and libfuse 3 agree on the connection. libfuse may
 * refuse the connection even after the operation INIT of this program has run. Programs can use the mount once
 * {@link #answer} has returned.
 */
final class FirstRequest {

    /** More than a {@code struct fuse_buf} has. */
    private static final int BUFFER_BYTES = 128;
    /** The address of the request in the structure. */
    private static final int MEMORY = 16;

    private final LibFuse3 fuse;
    private final LibC libC;
    private final long session;

    FirstRequest(LibFuse3 fuse, LibC libC, long session) {
        this.fuse = fuse;
        this.libC = libC;
        this.session = session;
    }

    /**
     * Waits for the request and answers it. When the file system is unmounted before, this does nothing.
     *
     * @throws ToolFailedException when libfuse refuses the connection
     */
    void answer(Path mountPoint) throws ToolFailedException {
        long buffer = NativeMemory.allocate(BUFFER_BYTES);
        try {
            NativeMemory.clear(buffer, BUFFER_BYTES);
            int received;
            do {
                received = fuse.fuse_session_receive_buf(session, buffer);
            } while (received == -Errno.EINTR.intValue());
            if (received > 0) {
                fuse.fuse_session_process_buf(session, buffer);
                checkAccepted(mountPoint);
            }
            libC.free(NativeMemory.getLong(buffer + MEMORY));
        } finally {
            NativeMemory.free(buffer);
        }
    }

    private void checkAccepted(Path mountPoint) throws ToolFailedException {
        if (fuse.fuse_session_exited(session) != 0) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "libfuse refused the connection with the kernel",
                    "see the line above; try without options of -o");
        }
    }
}
