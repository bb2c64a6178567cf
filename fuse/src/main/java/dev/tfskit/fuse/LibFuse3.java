// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** The functions of libfuse 3 that libfuse 2.9 lacks. */
public interface LibFuse3 extends LibFuse {

    /** Returns the version as a number: 39 for 3.9, 317 for 3.17. */
    int fuse_version();

    /** Returns the version as a text, such as {@code 3.14.0}. */
    String fuse_pkgversion();

    /**
     * Takes options of the connection with the kernel out of arguments; 0 on failure, after a line on standard error.
     */
    long fuse_parse_conn_info_opts(long arguments);

    /** Applies such options while the kernel and libfuse agree on the connection. */
    void fuse_apply_conn_info_opts(long options, long connection);

    /** Makes a session; 0 on failure, after a line on standard error. */
    long fuse_session_new(long arguments, long operations, long operationsSize, long userData);

    /** Mounts; 0 on success, else after a line on standard error. */
    int fuse_session_mount(long session, long mountPoint);

    /**
     * Waits for a request, and fills a {@code struct fuse_buf} with it; 0 when the session has ended, negative on
     * failure. The C library's {@code malloc} makes the memory for the request.
     */
    int fuse_session_receive_buf(long session, long buffer);

    /** Answers a request. */
    void fuse_session_process_buf(long session, long buffer);

    /** Returns the descriptor of {@code /dev/fuse}. */
    int fuse_session_fd(long session);

    /** Returns whether the session has ended; 0 when it has not. */
    int fuse_session_exited(long session);

    /** Unmounts, unless the kernel has ended the connection. */
    void fuse_session_unmount(long session);
}
