// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Optional;
import jnr.ffi.LibraryLoader;

/**
 * The functions that the low-level interfaces of libfuse 2.9 and libfuse 3 have in common. A pointer is a plain number:
 * an object for each pointer would have to be made at every request. The header {@code fuse_lowlevel.h} describes the
 * functions.
 */
public interface LibFuse {

    /**
     * Loads a library; empty when this machine does not have it.
     *
     * @param functions the functions of the library
     * @param file its name
     */
    static <F extends LibFuse> Optional<F> load(Class<F> functions, String file) {
        try {
            return Optional.of(LibraryLoader.create(functions).failImmediately().load(file));
        } catch (UnsatisfiedLinkError notThere) {
            return Optional.empty();
        }
    }

    /** Answers requests until the session ends; 0 after unmounting, negative after a failure. */
    int fuse_session_loop(long session);

    /** Frees a session. */
    void fuse_session_destroy(long session);

    /**
     * Makes the kernel drop what it has cached of an inode: its attributes, and the content from an offset on. A
     * negative offset keeps the content; then this may be called while a request for the inode is answered.
     *
     * @param connection a channel of libfuse 2.9, a session of libfuse 3
     */
    int fuse_lowlevel_notify_inval_inode(long connection, long number, long offset, long bytes);

    /** Answers with an error number, or 0 for success. */
    int fuse_reply_err(long request, int error);

    /** Ends a request that expects no answer. */
    void fuse_reply_none(long request);

    /** Answers with a directory entry. */
    int fuse_reply_entry(long request, long entry);

    /** Answers with a directory entry and an open file. */
    int fuse_reply_create(long request, long entry, long fileInfo);

    /** Answers with attributes, and the number of seconds for which the kernel may cache them. */
    int fuse_reply_attr(long request, long attributes, double seconds);

    /** Answers with the target of a link, which ends with a NUL. */
    int fuse_reply_readlink(long request, long target);

    /** Answers with an open file. */
    int fuse_reply_open(long request, long fileInfo);

    /** Answers how many bytes were written. */
    int fuse_reply_write(long request, long count);

    /** Answers with bytes. */
    int fuse_reply_buf(long request, long bytes, long count);

    /** Answers with the space of the file system. */
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
