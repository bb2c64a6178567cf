// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** The part of a connection that is the same in every library. */
abstract class LibraryConnection implements FuseConnection {

    private final LibFuse fuse;
    private final long session;
    private final long notified;

    /**
     * Creates a connection.
     *
     * @param session the session of the library
     * @param notified what the library sends notices through: a channel of libfuse 2.9, a session of libfuse 3
     */
    LibraryConnection(LibFuse fuse, long session, long notified) {
        this.fuse = fuse;
        this.session = session;
        this.notified = notified;
    }

    @Override
    public final int loop() {
        return fuse.fuse_session_loop(session);
    }

    @Override
    public final void forgetAttributes(long number) {
        fuse.fuse_lowlevel_notify_inval_inode(notified, number, -1, 0);
    }

    @Override
    public final void passOnContents(long number, long offset, long length) {
        fuse.fuse_lowlevel_notify_inval_inode(notified, number, offset, length);
    }
}
