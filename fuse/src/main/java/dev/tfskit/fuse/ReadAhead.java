// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Enlarges the read-ahead of the kernel for the files of a mount. Its default is too small to keep kernel and process
 * busy at the same time.
 */
final class ReadAhead {

    private static final String KILOBYTES = "4096";

    private ReadAhead() {}

    /** Enlarges the read-ahead. Only root may; for other users it stays unchanged. */
    static void enlarge(Path mountPoint) throws IOException {
        DeviceNumber device = DeviceNumber.of((Long) Files.getAttribute(mountPoint, "unix:dev"));
        Path setting = Path.of("/sys/class/bdi", device.toString(), "read_ahead_kb");
        if (Files.isWritable(setting)) {
            Files.writeString(setting, KILOBYTES);
        }
    }
}
