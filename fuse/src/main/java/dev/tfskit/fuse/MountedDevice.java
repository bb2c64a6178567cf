// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.DeviceNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The device number of what is mounted on a directory, which tells two mounts on one directory apart. The kernel
 * answers from its own memory: a process may ask for the number of its own mount, and needs no table of mounts. A
 * thread that waited for an answer of its own process would keep the process from ending once it is killed.
 */
final class MountedDevice {

    private static final int AT_FDCWD = -100;
    private static final int AT_STATX_DONT_SYNC = 0x4000;
    /** Requests no attribute. The kernel then returns the device number alone, also to a user who has no access. */
    private static final int NOTHING = 0;

    /** {@code struct statx}. */
    private static final int STATX_BYTES = 256;

    private static final int MAJOR = 136;
    private static final int MINOR = 140;

    private MountedDevice() {}

    /** Returns the number for the file system whose root a directory shows; empty when there is no such directory. */
    static Optional<DeviceNumber> at(Path directory, LibC libC) {
        byte[] status = new byte[STATX_BYTES];
        if (libC.statx(AT_FDCWD, CString.of(directory), AT_STATX_DONT_SYNC, NOTHING, status) != 0) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(status).order(ByteOrder.nativeOrder());
        return Optional.of(new DeviceNumber(
                Integer.toUnsignedLong(fields.getInt(MAJOR)), Integer.toUnsignedLong(fields.getInt(MINOR))));
    }
}
