// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Converts the mode of an inode to and from the permissions of {@code java.nio.file}. Stateless. */
final class Mode {

    /** The bits that {@link PosixFilePermission} has; not set-user-ID, set-group-ID and sticky. */
    static final int PERMISSIONS = 0777;
    /** The permissions to execute. */
    static final int EXECUTE = 0111;

    private static final int FIRST = 0400;

    private Mode() {}

    /** Returns the permissions among the bits. */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((mode & bit(each)) != 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    /** Returns the bits of permissions. */
    static int of(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission each : permissions) {
            mode |= bit(each);
        }
        return mode;
    }

    /** Returns the bit; {@link PosixFilePermission} has the order of the bits, from the highest. */
    private static int bit(PosixFilePermission permission) {
        return FIRST >> permission.ordinal();
    }
}
