// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Enlarges the read-ahead of the kernel for the files of a mount. The default of the kernel is too small to keep the
 * kernel and the process behind the mount busy at the same time.
 */
final class KernelReadAhead {

    private static final String KILOBYTES = "4096";

    private KernelReadAhead() {}

    /** Enlarges the read-ahead. Only root may; for other users it stays unchanged. */
    static void enlarge(Path mountPoint) throws IOException {
        // The mount itself would report its device, too, but this process would have to answer. When a process is
        // killed while one of its threads waits for its own answer, the kernel cannot end it.
        Optional<HostMount> mount = MountTable.on(mountPoint);
        if (mount.isEmpty()) {
            return;
        }
        Path setting = Path.of("/sys/class/bdi", mount.get().device(), "read_ahead_kb");
        if (Files.isWritable(setting)) {
            Files.writeString(setting, KILOBYTES);
        }
    }
}
