// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import jnr.ffi.LibraryLoader;

/**
 * The low-level interface of libfuse 2.9, as far as it is used here. Pointers are plain addresses: objects for each
 * would be made at every request. What the functions do is in {@code fuse_lowlevel.h}.
 */
public interface LibFuse {

    /**
     * The library of this machine.
     *
     * @throws ToolFailedException when it has none
     */
    static LibFuse load() throws ToolFailedException {
        try {
            return LibraryLoader.create(LibFuse.class).failImmediately().load("libfuse.so.2");
        } catch (UnsatisfiedLinkError e) {
            throw new ToolFailedException(
                    "libfuse.so.2", "cannot be loaded", "install libfuse 2.9, on Debian the package libfuse2");
        }
    }

    /** Mounts; 0 on failure, after a line on standard error. */
    long fuse_mount(long mountPoint, long arguments);

    /** Unmounts and frees the channel. */
    void fuse_unmount(long mountPoint, long channel);

    /** Makes a session; 0 on failure, after a line on standard error. */
    long fuse_lowlevel_new(long arguments, long operations, long operationsSize, long userData);

    /** Connects a session with a channel. */
    void fuse_session_add_chan(long session, long channel);

    /** The descriptor of a channel. */
    int fuse_chan_fd(long channel);

    /** How many bytes a request has at most. */
    long fuse_chan_bufsize(long channel);

    /** Answers a request that was read. */
    void fuse_session_process(long session, long request, long bytes, long channel);

    /** Disconnects a channel from its session. */
    void fuse_session_remove_chan(long channel);

    /** Answers requests until the session ends. */
    int fuse_session_loop(long session);

    /** Lets the loops of a session end. */
    void fuse_session_exit(long session);

    /** Frees a session. */
    void fuse_session_destroy(long session);

    /**
     * Makes the kernel drop what it has cached of an inode: its attributes, and the content from an offset on. A
     * negative offset keeps the content; then this may be called while a request for the inode is answered.
     */
    int fuse_lowlevel_notify_inval_inode(long channel, long number, long offset, long bytes);

    /** Answers with an error number, or 0 for success. */
    int fuse_reply_err(long request, int error);

    /** Answers nothing. */
    void fuse_reply_none(long request);

    /** Answers with a directory entry. */
    int fuse_reply_entry(long request, long entry);

    /** Answers with a directory entry and an open file. */
    int fuse_reply_create(long request, long entry, long fileInfo);

    /** Answers with attributes, and for how many seconds they are true. */
    int fuse_reply_attr(long request, long attributes, double seconds);

    /** Answers with the target of a link, which ends with a NUL. */
    int fuse_reply_readlink(long request, long target);

    /** Answers with an open file. */
    int fuse_reply_open(long request, long fileInfo);

    /** Answers how many bytes were written. */
    int fuse_reply_write(long request, long count);

    /** Answers with bytes. */
    int fuse_reply_buf(long request, long bytes, long count);

    /** Answers how full the file system is. */
    int fuse_reply_statfs(long request, long statistics);

    /** Answers how many bytes an attribute has. */
    int fuse_reply_xattr(long request, long count);

    /** Returns the address of a structure with uid, gid and pid of the caller. */
    long fuse_req_ctx(long request);

    /**
     * Writes the supplementary groups of the caller to an array of {@code gid_t}, as many as fit; returns how many the
     * caller has, or a negative number when that cannot be found out.
     */
    int fuse_req_getgroups(long request, int size, long list);
}
