// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Enlarges the read-ahead of the kernel for the files of a mount. The default of the kernel is too small to keep the
 * kernel and the process behind the mount busy at the same time.
 */
final class KernelReadAhead {

    private static final String KILOBYTES = "4096";

    private KernelReadAhead() {}

    /**
     * Enlarges the read-ahead of a mounted device. Only root may; for other users it stays unchanged.
     *
     * @param device its number in the form {@code MAJOR:MINOR}
     */
    static void enlarge(String device) throws IOException {
        Path setting = Path.of("/sys/class/bdi", device, "read_ahead_kb");
        if (Files.isWritable(setting)) {
            Files.writeString(setting, KILOBYTES);
        }
    }
}
