// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.HostMounts;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out whether a block device of a Linux host is mounted. */
final class MountedDevices {

    private static final Path DEVICES = Path.of("/sys/dev/block");

    private MountedDevices() {}

    /** Returns where a device, or a partition of it, is mounted; empty when it is not. */
    static Optional<String> mountOn(Path device) throws IOException {
        Path disk = sysfs(
                DeviceNumber.of((Long) Files.getAttribute(device, "unix:rdev")).toString());
        if (Files.notExists(disk)) {
            return Optional.empty();
        }
        Path wanted = disk.toRealPath();
        for (HostMount mount : HostMounts.list()) {
            Path mounted = sysfs(mount.device());
            // The directories of the partitions are in the directory of their disk.
            if (Files.exists(mounted) && mounted.toRealPath().startsWith(wanted)) {
                return Optional.of(mount.directory().toString());
            }
        }
        return Optional.empty();
    }

    private static Path sysfs(String number) {
        return DEVICES.resolve(number);
    }
}
