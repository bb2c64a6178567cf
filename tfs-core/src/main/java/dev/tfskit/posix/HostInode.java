// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A file or directory that is open by descriptor, so that nothing put in its place can be meant instead. */
public abstract sealed class HostInode implements Closeable permits HostDirectory, HostFile {

    final NativeCalls calls;
    final int descriptor;
    final Object shown;

    /** Takes the descriptor over; {@code shown} names it in messages. */
    HostInode(NativeCalls calls, int descriptor, Object shown) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.shown = shown;
    }

    /**
     * Changes the permission bits, setuid, setgid and sticky included.
     *
     * @throws IOException when the host refuses
     */
    public final void setMode(int mode) throws IOException {
        calls.changeMode(descriptor, mode, shown);
    }

    /**
     * To whom it belongs; empty where the C library cannot tell.
     *
     * @throws IOException when the host refuses
     */
    public final Optional<HostOwner> owner() throws IOException {
        return calls.owner(descriptor, shown);
    }

    /**
     * Changes owner and group, which clears setuid and setgid.
     *
     * @throws IOException when the host refuses, as it does to all but root
     */
    public final void setOwner(long uid, long gid) throws IOException {
        calls.changeOwner(descriptor, uid, gid, shown);
    }

    /**
     * Sets the time of the last change, and leaves that of the last access.
     *
     * @throws IOException when the host refuses
     */
    public final void setModified(Instant time) throws IOException {
        calls.setModified(descriptor, time, shown);
    }

    /**
     * Sets an extended attribute.
     *
     * @throws IOException when the host refuses, or its file system has none
     */
    public final void setExtendedAttribute(byte[] name, byte[] value) throws IOException {
        calls.setExtendedAttribute(descriptor, name, value, shown);
    }

    @Override
    public final void close() {
        calls.close(descriptor);
    }

    /** Its name in messages. */
    @Override
    public final String toString() {
        return shown.toString();
    }
}
