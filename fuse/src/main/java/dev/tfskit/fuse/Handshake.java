// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import com.kenai.jffi.PageManager;
import dev.tfskit.cli.ToolFailedException;

/**
 * The first request of the kernel, in which both sides declare their capabilities. libfuse 2.9 answers it for a kernel
 * of its time; this class adds to its answer what newer kernels offer: requests of a megabyte instead of 128 KiB, and
 * several at once in one directory. The numbers are those of {@code linux/fuse.h}.
 *
 * <p>This class writes to a private field of libfuse, and puts a pipe in the place of its descriptor for a moment. The
 * layout is that of the 64-bit libfuse 2.9 ({@code struct fuse_chan} in {@code lib/fuse_session.c}); it was checked
 * with 2.9.9, the last release of that line. Two fields are compared with the results of functions of libfuse before
 * anything is written: a libfuse that differs there answers the request by itself, without the additions.
 */
final class Handshake {

    /** The most that a request carries, and what stands before it. */
    private static final long PAYLOAD_BYTES = 1 << 20;

    private static final long BUFFER_BYTES = PAYLOAD_BYTES + 4096;

    /** {@code struct fuse_chan} of libfuse 2.9: three functions and a pointer, then these. */
    private static final long CHANNEL_DESCRIPTOR = 32;

    private static final long CHANNEL_BUFFER_BYTES = 40;

    /** {@code struct fuse_in_header}, then {@code struct fuse_init_in}. */
    private static final long REQUEST_FLAGS = 40 + 12;
    /**
     * {@code struct fuse_out_header}, which begins with the whole length and an error, then {@code struct
     * fuse_init_out}.
     */
    private static final long REPLY_ERROR = 4;

    private static final long REPLY_FLAGS = 16 + 12;
    private static final long REPLY_MAX_PAGES = 16 + 28;
    private static final int REPLY_BYTES = 16 + 64;
    private static final int SHORTEST_REPLY_BYTES = 16 + 24;

    private static final int PARALLEL_IN_DIRECTORIES = 1 << 18;
    private static final int MAX_PAGES = 1 << 22;

    private final LibFuse2 fuse;
    private final LibC libC;
    private final long session;
    private final long channel;
    private final int descriptor;

    Handshake(LibFuse2 fuse, LibC libC, long session, long channel) {
        this.fuse = fuse;
        this.libC = libC;
        this.session = session;
        this.channel = channel;
        this.descriptor = fuse.fuse_chan_fd(channel);
    }

    /**
     * Has libfuse answer, with these additions where the kernel offers them.
     *
     * @throws ToolFailedException when the kernel does not accept the connection
     */
    void run() throws ToolFailedException {
        if (!enlargeBuffers()) {
            // Another libfuse, which is left to do it in its way.
            return;
        }
        long request = NativeMemory.allocate(BUFFER_BYTES);
        long reply = NativeMemory.allocate(REPLY_BYTES);
        try {
            exchange(request, reply);
        } finally {
            NativeMemory.free(request);
            NativeMemory.free(reply);
        }
    }

    private void exchange(long request, long reply) throws ToolFailedException {
        long length = libC.read(descriptor, request, BUFFER_BYTES);
        if (length < REQUEST_FLAGS + Integer.BYTES || answerOfLibfuse(request, length, reply) < SHORTEST_REPLY_BYTES) {
            throw new ToolFailedException(
                    "/dev/fuse",
                    "the kernel does not open the connection",
                    "see the system log, and install libfuse 3");
        }
        if (NativeMemory.getInt(reply + REPLY_ERROR) == 0) {
            extend(reply, NativeMemory.getInt(request + REQUEST_FLAGS));
        }
        if (libC.write(descriptor, reply, NativeMemory.getInt(reply)) < 0) {
            throw new ToolFailedException(
                    "/dev/fuse",
                    "the kernel does not accept the connection",
                    "see the system log, and install libfuse 3");
        }
    }

    /**
     * The size of its buffers tells libfuse how much the kernel may write at once. No function of its interface sets
     * this size.
     */
    private boolean enlargeBuffers() {
        boolean isAsKnown = NativeMemory.getInt(channel + CHANNEL_DESCRIPTOR) == descriptor
                && NativeMemory.getLong(channel + CHANNEL_BUFFER_BYTES) == fuse.fuse_chan_bufsize(channel);
        if (isAsKnown) {
            NativeMemory.putLong(channel + CHANNEL_BUFFER_BYTES, BUFFER_BYTES);
        }
        return isAsKnown;
    }

    /** libfuse writes to the descriptor of its channel, which is a pipe for that moment. */
    private long answerOfLibfuse(long request, long length, long reply) {
        long ends = NativeMemory.allocate(2L * Integer.BYTES);
        if (libC.pipe(ends) != 0) {
            NativeMemory.free(ends);
            return -1;
        }
        int out = NativeMemory.getInt(ends);
        int in = NativeMemory.getInt(ends + Integer.BYTES);
        NativeMemory.free(ends);
        int device = libC.dup(descriptor);
        libC.dup2(in, descriptor);
        libC.close(in);
        fuse.fuse_session_process(session, request, length, channel);
        // The last end to write to is gone with this: reading does not wait for an answer that never comes.
        libC.dup2(device, descriptor);
        libC.close(device);
        long count = libC.read(out, reply, REPLY_BYTES);
        libC.close(out);
        return count;
    }

    private static void extend(long reply, int offered) {
        int flags = NativeMemory.getInt(reply + REPLY_FLAGS) | offered & PARALLEL_IN_DIRECTORIES;
        if ((offered & MAX_PAGES) != 0) {
            flags |= MAX_PAGES;
            NativeMemory.putInt(reply + REPLY_MAX_PAGES, (int)
                    (PAYLOAD_BYTES / PageManager.getInstance().pageSize()));
            NativeMemory.putInt(reply, REPLY_BYTES);
        }
        NativeMemory.putInt(reply + REPLY_FLAGS, flags);
    }
}
