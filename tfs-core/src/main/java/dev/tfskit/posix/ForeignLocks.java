// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The POSIX locks and locks of open file descriptions that others have on a file. Stateless and thread-safe. */
public final class ForeignLocks {

    private ForeignLocks() {}

    /**
     * Returns whether others have locked any part of a file, for writing or reading. Opens the file for reading only,
     * and does not lock it. Closing it drops the POSIX locks that this process has on it.
     *
     * @param file the path of a file that this process may read
     * @return true if there is such a lock; empty if {@link PosixHost#serves} excludes the file, its file system cannot
     *     tell, or this program was started without permission for native calls
     * @throws IOException when the file cannot be opened, or its file system has no locks
     */
    public static Optional<Boolean> areOn(Path file) throws IOException {
        if (!PosixHost.serves(file) || !ForeignLocks.class.getModule().isNativeAccessEnabled()) {
            return Optional.empty();
        }
        try (NativeCalls calls = new NativeCalls()) {
            int flags = OpenFlags.READ_ONLY | OpenFlags.CLOSE_ON_EXEC;
            int descriptor = calls.open(NativeCalls.AT_FDCWD, HostNames.absolute(file), flags, 0, file);
            try {
                return calls.isLocked(descriptor, file);
            } finally {
                calls.release(descriptor);
            }
        }
    }
}
