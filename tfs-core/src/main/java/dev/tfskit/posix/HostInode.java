// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A file, directory or other entry that is open by descriptor, so that replacing its name does not change which inode
 * is used. Only the thread that created the {@link PosixHost} may use it.
 */
public abstract sealed class HostInode implements Closeable permits HostDirectory, HostFile, HostNode {

    final NativeCalls calls;
    final int descriptor;
    final Object shown;

    /** Creates an owner of a descriptor; {@code shown} is the path for messages. */
    HostInode(NativeCalls calls, int descriptor, Object shown) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.shown = shown;
    }

    /**
     * Changes the mode.
     *
     * @param mode permission bits with setuid, setgid and sticky, 0 to 07777
     * @throws IOException when the host refuses
     */
    public void setMode(int mode) throws IOException {
        calls.changeMode(descriptor, mode, shown);
    }

    /**
     * Returns owner and group.
     *
     * @return owner and group; empty where the C library has no portable call for them
     * @throws IOException when the host refuses
     */
    public final Optional<HostOwner> owner() throws IOException {
        return calls.owner(descriptor, shown);
    }

    /**
     * Changes owner and group. Of a file, the host clears setuid and setgid then.
     *
     * @param uid the owner, 0 to 2^32 - 1; the host refuses the last of these numbers
     * @param gid the group, 0 to 2^32 - 1; the host refuses the last of these numbers
     * @throws IOException when the host refuses; usually only root may change the owner
     */
    public void setOwner(long uid, long gid) throws IOException {
        calls.changeOwner(descriptor, uid, gid, shown);
    }

    /**
     * Sets the mtime and leaves the atime unchanged.
     *
     * @param time the new mtime
     * @throws IOException when the host refuses
     */
    public void setModified(Instant time) throws IOException {
        calls.setModified(descriptor, time, shown);
    }

    /**
     * Sets an extended attribute.
     *
     * @param name the name, with its namespace
     * @param value the value
     * @throws IOException when the host refuses or its file system does not support the attribute
     */
    public void setExtendedAttribute(byte[] name, byte[] value) throws IOException {
        calls.setExtendedAttribute(descriptor, name, value, shown);
    }

    /** Returns the path for messages. */
    @Override
    public final String toString() {
        return shown.toString();
    }
}
