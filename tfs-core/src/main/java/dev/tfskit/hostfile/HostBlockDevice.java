// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A block device of Linux: a disk, a partition or a loop device. It can vanish at any time, and then its methods fail.
 *
 * @param directory its directory below {@code /sys}, whose last name is that of the device
 */
record HostBlockDevice(Path directory) {

    private static final Path NODES = Path.of("/dev");
    private static final Path ALL = Path.of("/sys/class/block");
    private static final Path BY_NUMBER = Path.of("/sys/dev/block");
    /** The unit in which the kernel shows sizes, whatever the sectors of the disk are. */
    private static final long SECTOR_BYTES = 512;

    /** Returns the block devices of this host; none where there is no {@code /sys}. */
    static List<HostBlockDevice> all() {
        List<HostBlockDevice> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(ALL)) {
            directories.forEach(directory -> found.add(new HostBlockDevice(directory)));
        } catch (IOException | DirectoryIteratorException unreadable) {
            return found;
        }
        return found;
    }

    /** Returns the block device that a file is a node of; empty for other files, and where there is no {@code /sys}. */
    static Optional<HostBlockDevice> of(Path file) throws IOException {
        if (FileKind.of(file) != FileKind.BLOCK_DEVICE) {
            return Optional.empty();
        }
        DeviceNumber number = DeviceNumber.of((Long) Files.getAttribute(file, "unix:rdev"));
        Path entry = BY_NUMBER.resolve(number.toString());
        return Files.exists(entry) ? Optional.of(new HostBlockDevice(entry.toRealPath())) : Optional.empty();
    }

    /** Returns the usual node of the device, which need not exist. */
    Path node() {
        // The kernel puts this sign into the names of its directories in place of a slash.
        return NODES.resolve(directory.getFileName().toString().replace('!', '/'));
    }

    /** Returns all bytes of the device, at its usual node. */
    FileRange bytes() throws IOException {
        return new FileRange(node(), FileIdentity.ofDevice(text("dev")), from(0));
    }

    /**
     * Returns where the bytes of the device are in another file: in the disk of a partition, or in the file behind a
     * loop device. Empty for other devices, and when that file has no path here: it is deleted, belongs to another
     * mount namespace, or lies where this user may not look it up.
     */
    Optional<FileRange> base() throws IOException {
        return isPartition() ? Optional.of(disk()) : backingFile();
    }

    private FileRange disk() throws IOException {
        Path directoryOfDisk = Objects.requireNonNull(directory.toRealPath().getParent());
        FileRange disk = new HostBlockDevice(directoryOfDisk).bytes();
        return new FileRange(disk.file(), disk.identity(), from(SECTOR_BYTES * number("start")));
    }

    private Optional<FileRange> backingFile() throws IOException {
        Path entry = directory.resolve("loop/backing_file");
        if (!Files.exists(entry)) {
            return Optional.empty();
        }
        byte[] line = Files.readAllBytes(entry);
        // The entry is empty while the device is being detached.
        if (line.length == 0) {
            return Optional.empty();
        }
        // Only the end of the line is cut off: the name itself may end with blanks.
        Path file = HostNames.pathOf(Arrays.copyOf(line, line.length - 1));
        return Files.exists(file)
                ? Optional.of(new FileRange(file, FileIdentity.of(file), from(number("loop/offset"))))
                : Optional.empty();
    }

    /** Returns whether this is a loop device of a file; false if it has vanished. */
    boolean isLoopOf(FileIdentity file) {
        try {
            return backingFile().filter(base -> base.identity().equals(file)).isPresent();
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isPartition() {
        return Files.exists(directory.resolve("partition"));
    }

    /** Returns a range as long as the device. */
    private ByteRange from(long first) throws IOException {
        return new ByteRange(first, first + SECTOR_BYTES * number("size"));
    }

    private long number(String name) throws IOException {
        return Long.parseLong(text(name));
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name), StandardCharsets.US_ASCII)
                .strip();
    }
}
