// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A socket, fifo or device of the host that was just made. It is open for changes of its attributes only: nothing is
 * read or written. Only the thread that created the {@link PosixHost} may use it.
 */
public final class HostNode extends HostInode {

    /**
     * Leads to the inode of the descriptor and never further, even if that is a symbolic link. Linux has no other way
     * to the mode of an inode that is not open for reading or writing, before version 6.6.
     */
    private final String path;

    private final byte[] pathBytes;

    HostNode(NativeCalls calls, int descriptor, Object shown) {
        super(calls, descriptor, shown);
        this.path = "/proc/self/fd/" + descriptor;
        this.pathBytes = path.getBytes(StandardCharsets.US_ASCII);
    }

    /** Checks that this is such a node: between making and opening it, its name may have gone to another inode. */
    void checkKind(int type, DeviceNumber device) throws IOException {
        Map<String, Object> found = Files.readAttributes(Path.of(path), "unix:mode,rdev");
        int mode = (Integer) Objects.requireNonNull(found.get("mode"));
        long number = (Long) Objects.requireNonNull(found.get("rdev"));
        if ((mode & FileType.BITS) != type || !DeviceNumber.of(number).equals(device)) {
            throw new FileSystemException(toString(), null, "was replaced on the host meanwhile; extract it again");
        }
    }

    @Override
    public void setMode(int mode) throws IOException {
        calls.changeMode(pathBytes, mode, shown);
    }

    @Override
    public void setOwner(long uid, long gid) throws IOException {
        calls.changeOwner(pathBytes, uid, gid, shown);
    }

    @Override
    public void setModified(Instant time) throws IOException {
        calls.setModified(pathBytes, time, shown);
    }

    @Override
    public void setExtendedAttribute(byte[] name, byte[] value) throws IOException {
        calls.setExtendedAttribute(pathBytes, name, value, shown);
    }

    @Override
    public void close() {
        calls.release(descriptor);
    }
}
