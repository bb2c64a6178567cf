// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
 * @param directory its directory below {@code /sys}; that of a partition without links
 */
record HostBlockDevice(Path directory) {

    private static final Path NODES = Path.of("/dev");
    private static final Path DISKS = Path.of("/sys/block");
    private static final Path BY_NUMBER = Path.of("/sys/dev/block");
    /** The unit in which the kernel shows sizes, whatever the sectors of the disk are. */
    private static final long SECTOR_BYTES = 512;

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

    /** Returns the loop devices of an existing file. A device that vanishes meanwhile is left out. */
    static List<HostBlockDevice> loopsOf(Path file) {
        List<HostBlockDevice> loops = new ArrayList<>();
        for (Path entry : entries(DISKS, "loop*")) {
            HostBlockDevice loop = new HostBlockDevice(entry);
            if (loop.isBackedBy(file)) {
                loops.add(loop);
            }
        }
        return loops;
    }

    private boolean isBackedBy(Path file) {
        try {
            Optional<Path> backing = backingFile();
            return backing.isPresent() && Files.isSameFile(backing.get(), file);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Returns the usual node of the device, which need not exist. */
    Path node() {
        // The kernel puts this sign into the names of its directories in place of a slash.
        return NODES.resolve(directory.getFileName().toString().replace('!', '/'));
    }

    /**
     * Returns the existing files through which bytes of the device can be changed: its node, those of its partitions or
     * of the disk that it is a partition of, the file behind a loop device, and the other loop devices of that file
     * that have bytes in common with it.
     */
    Set<Path> doors() throws IOException {
        Set<Path> doors = new LinkedHashSet<>();
        addDoors(new ByteRange(0, size()), doors);
        // Not Files::notExists: it is false, too, for what this user may not look up.
        doors.removeIf(door -> !Files.exists(door));
        return doors;
    }

    /** Adds the files through which a range of the device's bytes can be changed. */
    private void addDoors(ByteRange range, Set<Path> doors) throws IOException {
        // The name of a file behind a loop device can come from another mount namespace, and so lead back to the
        // device.
        if (!doors.add(node())) {
            return;
        }
        if (isPartition()) {
            HostBlockDevice disk = new HostBlockDevice(Objects.requireNonNull(directory.getParent()));
            disk.addDoors(range.movedBy(start()), doors);
            return;
        }
        addPartitions(range, doors);
        Optional<Path> file = backingFile();
        if (file.isPresent()) {
            addDoorsOfFile(file.get(), range.movedBy(offset()), doors);
        }
    }

    /** Adds the nodes of the partitions that have bytes in a range of this disk. */
    private void addPartitions(ByteRange range, Set<Path> doors) {
        for (Path entry : entries(directory, "*")) {
            HostBlockDevice part = new HostBlockDevice(entry);
            if (part.isPartition() && part.wholeAt(part.start()).overlaps(range)) {
                doors.add(part.node());
            }
        }
    }

    private static void addDoorsOfFile(Path file, ByteRange range, Set<Path> doors) throws IOException {
        for (HostBlockDevice loop : loopsOf(file)) {
            if (loop.wholeAt(loop.offset()).overlaps(range) && doors.add(loop.node())) {
                loop.addPartitions(range.movedBy(-loop.offset()), doors);
            }
        }
        Optional<HostBlockDevice> below = of(file);
        if (below.isPresent()) {
            below.get().addDoors(range, doors);
        }
        doors.add(file);
    }

    /**
     * Returns the file behind a loop device. Empty for other devices, and for a file that has no path here: it is
     * deleted, belongs to another mount namespace, or has a name that this program cannot read.
     */
    private Optional<Path> backingFile() {
        try {
            Path file = Path.of(
                    Files.readString(directory.resolve("loop/backing_file")).strip());
            return Files.exists(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | InvalidPathException unknown) {
            return Optional.empty();
        }
    }

    private boolean isPartition() {
        return Files.exists(directory.resolve("partition"));
    }

    private ByteRange wholeAt(long first) {
        return new ByteRange(first, first + size());
    }

    private long size() {
        return SECTOR_BYTES * number("size");
    }

    /** Returns where a partition begins on its disk, in bytes. */
    private long start() {
        return SECTOR_BYTES * number("start");
    }

    /** Returns where a loop device begins in its file, in bytes. */
    private long offset() {
        return number("loop/offset");
    }

    /** Returns a number that the kernel shows; 0 when the device has vanished, so that its range is empty. */
    private long number(String name) {
        try {
            return Long.parseLong(Files.readString(directory.resolve(name)).strip());
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Returns the entries of a directory of the kernel; those read so far when it vanishes meanwhile. */
    private static List<Path> entries(Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException gone) {
            return found;
        }
        return found;
    }
}
