package dev.tfskit.mkfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Block devices of a Linux host, and what is mounted from them. */
final class MountedDevices {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path DEVICES = Path.of("/sys/dev/block");
    /** Of a line about a mount: the device as {@code MAJOR:MINOR}, and where it is mounted. */
    private static final int DEVICE = 2;
    private static final int MOUNT_POINT = 4;
    private static final int KIND_BITS = 0170000;
    private static final int BLOCK_DEVICE = 0060000;

    private MountedDevices() {}

    /** Whether a path stands for a block device. */
    static boolean isBlockDevice(final Path path) throws IOException {
        return Files.exists(path) && path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((Integer) Files.getAttribute(path, "unix:mode") & KIND_BITS) == BLOCK_DEVICE;
    }

    /** Where a device, or a partition of it, is mounted. */
    static Optional<String> mountOn(final Path device) throws IOException {
        if (Files.notExists(MOUNTS) || Files.notExists(sysfs(number(device)))) {
            return Optional.empty();
        }
        final Path wanted = sysfs(number(device)).toRealPath();
        for (final String line : Files.readAllLines(MOUNTS)) {
            final String[] fields = line.split(" ");
            // Partitions stand below their disk.
            if (fields.length > MOUNT_POINT && Files.exists(sysfs(fields[DEVICE]))
                    && sysfs(fields[DEVICE]).toRealPath().startsWith(wanted)) {
                return Optional.of(fields[MOUNT_POINT]);
            }
        }
        return Optional.empty();
    }

    private static Path sysfs(final String number) {
        return DEVICES.resolve(number);
    }

    /** The kernel's two numbers, out of the one that programs see. */
    private static String number(final Path device) throws IOException {
        final long number = (Long) Files.getAttribute(device, "unix:rdev");
        final long major = number >> 8 & 0xfff | number >> 32 & ~0xfff;
        final long minor = number & 0xff | number >> 12 & ~0xff;
        return major + ":" + minor;
    }
}
