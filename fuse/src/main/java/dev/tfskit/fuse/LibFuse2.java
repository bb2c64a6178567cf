// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** The functions of libfuse 2.9 that libfuse 3 lacks. */
public interface LibFuse2 extends LibFuse {

    /** Mounts; 0 on failure, after a line on standard error. */
    long fuse_mount(long mountPoint, long arguments);

    /** Unmounts and frees the channel. */
    void fuse_unmount(long mountPoint, long channel);

    /** Makes a session; 0 on failure, after a line on standard error. */
    long fuse_lowlevel_new(long arguments, long operations, long operationsSize, long userData);

    /** Connects a session with a channel. */
    void fuse_session_add_chan(long session, long channel);

    /** Returns the descriptor of a channel. */
    int fuse_chan_fd(long channel);

    /** Returns how many bytes a request has at most. */
    long fuse_chan_bufsize(long channel);

    /** Answers a request that was read. */
    void fuse_session_process(long session, long request, long bytes, long channel);

    /** Disconnects a channel from its session. */
    void fuse_session_remove_chan(long channel);
}
