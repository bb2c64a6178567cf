// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A block device of Linux: a disk or a partition.
 *
 * @param directory its directory below {@code /sys}, without links
 */
record HostBlockDevice(Path directory) {

    private static final Path NODES = Path.of("/dev");
    private static final Path DISKS = Path.of("/sys/block");
    private static final Path BY_NUMBER = Path.of("/sys/dev/block");
    private static final String PARTITION = "partition";

    /**
     * Returns the block device that a file is the node of; empty for other files, and where there is no {@code /sys}.
     */
    static Optional<HostBlockDevice> of(Path file) throws IOException {
        if (FileKind.of(file) != FileKind.BLOCK_DEVICE) {
            return Optional.empty();
        }
        DeviceNumber number = DeviceNumber.of((Long) Files.getAttribute(file, "unix:rdev"));
        Path entry = BY_NUMBER.resolve(number.toString());
        return Files.exists(entry) ? Optional.of(new HostBlockDevice(entry.toRealPath())) : Optional.empty();
    }

    /** Returns the loop devices, with a file or without. */
    static List<HostBlockDevice> loops() throws IOException {
        if (!Files.isDirectory(DISKS)) {
            return List.of();
        }
        List<HostBlockDevice> loops = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DISKS, "loop*")) {
            for (Path entry : entries) {
                loops.add(new HostBlockDevice(entry.toRealPath()));
            }
        }
        return loops;
    }

    /** Returns the path of the file behind a loop device, which need not exist here; empty for other devices. */
    Optional<Path> backingFile() throws IOException {
        Path entry = directory.resolve("loop/backing_file");
        return Files.exists(entry) ? Optional.of(Path.of(Files.readString(entry).strip())) : Optional.empty();
    }

    /** Returns the usual node of the device, which need not exist. */
    Path node() {
        // The kernel puts this sign into the names of its directories in place of a slash.
        return NODES.resolve(directory.getFileName().toString().replace('!', '/'));
    }

    /**
     * Returns the existing files through which bytes of the device can be changed: its node, those of its partitions or
     * of the disk that it is a partition of, the file behind a loop device, and the other loop devices of that file.
     */
    Set<Path> doors() throws IOException {
        boolean isPartition = Files.exists(directory.resolve(PARTITION));
        HostBlockDevice disk = isPartition ? new HostBlockDevice(Objects.requireNonNull(directory.getParent())) : this;
        Set<Path> doors = new LinkedHashSet<>(isPartition ? List.of(node(), disk.node()) : disk.nodes());
        Optional<Path> file = disk.backingFile();
        if (file.isPresent()) {
            doors.add(file.get());
            for (HostBlockDevice loop : loops()) {
                if (!loop.equals(disk) && loop.isBackedBy(file.get())) {
                    doors.addAll(loop.nodes());
                }
            }
            Optional<HostBlockDevice> below = Files.exists(file.get()) ? of(file.get()) : Optional.empty();
            if (below.isPresent()) {
                doors.addAll(below.get().doors());
            }
        }
        doors.removeIf(Files::notExists);
        return doors;
    }

    private boolean isBackedBy(Path file) throws IOException {
        Optional<Path> own = backingFile();
        return own.isPresent()
                && (own.get().equals(file)
                        || Files.exists(own.get()) && Files.exists(file) && Files.isSameFile(own.get(), file));
    }

    /** Returns the nodes of a disk and of its partitions. */
    private List<Path> nodes() throws IOException {
        List<Path> nodes = new ArrayList<>(List.of(node()));
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, entry -> Files.exists(entry.resolve(PARTITION)))) {
            entries.forEach(partition -> nodes.add(new HostBlockDevice(partition).node()));
        }
        return nodes;
    }
}
