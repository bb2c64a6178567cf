// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the table of all locks in {@code /proc/locks}, which only Linux has. Stateless and thread-safe. */
final class HeldLocks {

    /** The fields of each line: number, kind, mode, access, process, file (device and inode), first byte, last byte. */
    private static final Path TABLE = HostProcess.ALL.resolve("locks");

    private static final int PROCESS_FIELD = 4;
    private static final int INODE_FIELD = 5;

    private HeldLocks() {}

    /** Returns a process that holds a lock on a file, if the table shows one. */
    static Optional<HostProcess> holder(Path file) {
        try {
            boolean hasInode =
                    file.getFileSystem().supportedFileAttributeViews().contains("unix");
            return hasInode && Files.isReadable(TABLE) ? holder(inode(file)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String inode(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino");
        DeviceNumber device = DeviceNumber.of(number(found, "dev"));
        return Messages.format("%02x:%02x:%d", device.major(), device.minor(), number(found, "ino"));
    }

    private static Optional<HostProcess> holder(String inode) throws IOException {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE_FIELD && fields[INODE_FIELD].equals(inode))
                    // A lock of an open file description, as QEMU takes it, belongs to no process: the number is -1.
                    .filter(fields -> Long.parseLong(fields[PROCESS_FIELD]) > 0)
                    .map(fields -> new HostProcess(HostProcess.ALL.resolve(fields[PROCESS_FIELD])))
                    .findFirst();
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return (Long) Objects.requireNonNull(attributes.get(name));
    }
}
