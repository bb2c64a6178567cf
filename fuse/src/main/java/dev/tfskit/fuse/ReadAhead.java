// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far the kernel reads ahead in the files of a mount. What it does by itself is too little to keep both sides busy.
 */
final class ReadAhead {

    private static final String KILOBYTES = "4096";

    private ReadAhead() {}

    /** Lets it read further ahead. Only root may say so; for others it stays as it is. */
    static void enlarge(Path mountPoint) throws IOException {
        DeviceNumber device = DeviceNumber.of((Long) Files.getAttribute(mountPoint, "unix:dev"));
        Path setting = Path.of("/sys/class/bdi", device.toString(), "read_ahead_kb");
        if (Files.isWritable(setting)) {
            Files.writeString(setting, KILOBYTES);
        }
    }
}
