// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import com.kenai.jffi.Library;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * Adds a flag to the answer of libfuse to INIT, the first request of the kernel. libfuse 3.14 to 3.16 does not know the
 * flag {@link ConnectionInfo#REMOVES_PRIVILEGES}, but lets a program send messages in its place. This class sends the
 * answer to INIT, and leaves all other messages to the C library.
 */
final class InitReply {

    /** The address of the second {@code struct iovec} of a message; the first one is its header. */
    private static final int BODY = 2 * Long.BYTES;

    /** The flags in {@code struct fuse_init_out}. */
    private static final int FLAGS = 12;

    /** The functions in {@code struct fuse_custom_io}, of which only the first two have to be there. */
    private static final int FUNCTIONS = 4;

    private final Functions fuse;
    private final LibC libC;
    private final long session;
    private final int flag;
    /** libfuse holds only its address. */
    private final Callback.Message sender = this::send;

    /** The functions of libfuse from 3.14 on for messages. */
    public interface Functions {

        /** Returns the descriptor of the connection with the kernel. */
        int fuse_session_fd(long session);

        /** Sets the functions that send and receive the messages of a session, which libfuse copies. */
        int fuse_session_custom_io(long session, long functions, int descriptor);
    }

    private InitReply(Functions fuse, LibC libC, long session, int flag) {
        this.fuse = fuse;
        this.libC = libC;
        this.session = session;
        this.flag = flag;
    }

    /**
     * Adds a flag to the answer that libfuse is about to send.
     *
     * @param library the file of libfuse
     * @return what must stay reachable until the kernel has the answer
     */
    static InitReply add(String library, LibC libC, long session, int flag) {
        InitReply reply = new InitReply(
                LibraryLoader.create(Functions.class).failImmediately().load(library), libC, session, flag);
        reply.use(Runtime.getSystemRuntime()
                .getClosureManager()
                .getClosurePointer(Callback.Message.class, reply.sender)
                .address());
        return reply;
    }

    private void use(long function) {
        long functions = NativeMemory.allocate((long) FUNCTIONS * Long.BYTES);
        try {
            NativeMemory.putLong(functions, function);
            NativeMemory.putLong(functions + Long.BYTES, ofLibC("read"));
            fuse.fuse_session_custom_io(session, functions, fuse.fuse_session_fd(session));
        } finally {
            NativeMemory.free(functions);
        }
    }

    private static long ofLibC(String function) {
        return Library.getDefault().getSymbolAddress(function);
    }

    private long send(int descriptor, long parts, int count, long unused) {
        // No other thread sends anything before the kernel has this answer.
        use(ofLibC("writev"));
        if (count > 1) {
            long flags = NativeMemory.getLong(parts + BODY) + FLAGS;
            NativeMemory.putInt(flags, NativeMemory.getInt(flags) | flag);
        }
        return libC.writev(descriptor, parts, count);
    }
}
