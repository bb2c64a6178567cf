// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.message.Messages;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.DeviceNumber;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whether another process uses a file: holds a lock on it, has it open for writing, or has made a loop device
 * of it. A block device is also in use when another file through which its bytes can be changed is. Locks are found on
 * every host; the rest only on Linux, as far as {@code /proc} shows it to this user. Not thread-safe.
 */
final class ForeignUseProbe {

    private static final Path PROCESSES = Path.of("/proc");
    /** The fields of each line: number, kind, mode, access, process, file (device and inode), first byte, last byte. */
    private static final Path LOCKS = PROCESSES.resolve("locks");

    private static final int PROCESS_FIELD = 4;
    private static final int INODE_FIELD = 5;
    /**
     * The helper through which a JVM starts programs. For a moment it inherits the open files of the JVM, so it is not
     * a user.
     */
    private static final String BEING_STARTED = " (jspawnhelper)";

    private static final int OCTAL = 8;
    private static final int ACCESS_MODE = 3;

    private final Path file;
    private final Object key;

    private ForeignUseProbe(Path file, Object key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Throws when another process uses a file.
     *
     * @param file an existing regular file
     * @throws LockedException when the file is locked; the message names the process if it is known
     * @throws FileSystemException when the file is in use without a lock; the message names the user
     * @throws IOException when the file cannot be opened for writing
     */
    static void rejectIfInUse(Path file) throws IOException {
        ForeignUseProbe probe = of(file);
        probe.rejectIfUsed(
                file,
                RegisteredFile.probe(probe.file, () -> probe.isLocked(file))
                        .orElseThrow(() -> RegisteredFile.alreadyOpen(probe.file)));
    }

    /**
     * Throws when a file is locked for writing, by another process or by this one. This takes microseconds where
     * {@link #rejectIfInUse} takes milliseconds, and does not find users without a lock.
     */
    static void rejectIfLocked(Path file) throws IOException {
        ForeignUseProbe probe = of(file);
        if (RegisteredFile.probe(probe.file, () -> probe.isLocked(file))
                .orElseThrow(() -> RegisteredFile.alreadyOpen(probe.file))) {
            probe.rejectIfUsed(file, true);
        }
    }

    /**
     * Does the same as {@link #rejectIfInUse} with a file that, as the caller knows, this process does not have open.
     */
    static void rejectIfUsedElsewhere(Path file) throws IOException {
        ForeignUseProbe probe = of(file);
        probe.rejectIfUsed(file, probe.isLocked(file));
        Optional<HostBlockDevice> device = HostBlockDevice.of(file);
        if (device.isPresent()) {
            for (Path door : device.get().doors()) {
                if (!Files.isSameFile(door, file)) {
                    of(door).rejectIfWritten(file);
                }
            }
        }
    }

    private static ForeignUseProbe of(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return new ForeignUseProbe(file.toRealPath(), key);
    }

    private void rejectIfUsed(Path given, boolean isLocked) throws IOException {
        reject(given, "", findWriter().or(this::findLoopDevice), isLocked);
    }

    /** Throws when this file is in use and therefore the given one, which has the same bytes. */
    private void rejectIfWritten(Path given) throws IOException {
        boolean isLocked = RegisteredFile.probeNow(file, this::isKnownToBeLocked)
                .orElseThrow(() -> RegisteredFile.alreadyOpen(file));
        reject(given, "shares its bytes with " + file + ", which ", findWriter(), isLocked);
    }

    private void reject(Path given, String relation, Optional<String> user, boolean isLocked) throws IOException {
        String advice = "; unmount or close it first, or choose another file";
        if (isLocked) {
            String who = user.isPresent()
                    ? user.get()
                    : "is locked by " + findLockHolder().orElse("another program");
            throw new LockedException(given, relation + who + advice, file);
        }
        if (user.isPresent()) {
            throw new FileSystemException(given.toString(), null, relation + user.get() + advice);
        }
    }

    private boolean isLocked(Path given) throws IOException {
        return NamedFailure.name(given, this::isLocked);
    }

    private boolean isLocked() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return true;
        }
    }

    /** Returns false for a file that this process may not write, such as a read-only loop device. */
    private boolean isKnownToBeLocked() throws IOException {
        try {
            return isLocked();
        } catch (FileSystemException notWritable) {
            return false;
        }
    }

    private Optional<String> findWriter() throws IOException {
        if (key == null || !Files.isDirectory(PROCESSES.resolve("self/fdinfo"))) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (writes(process) && !name(process).equals(BEING_STARTED)) {
                    return Optional.of(
                            isThisProcess(process)
                                    ? "is open for writing in this process itself, as by the redirection 3>FILE"
                                    : "is open for writing in process " + process.getFileName() + name(process));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isThisProcess(Path process) {
        return process.getFileName()
                .toString()
                .equals(Long.toString(ProcessHandle.current().pid()));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return (Long) Objects.requireNonNull(attributes.get(name));
    }

    /** Returns the process that holds a lock on the file, if {@code /proc/locks} shows it. */
    private Optional<String> findLockHolder() throws IOException {
        if (!Files.isReadable(LOCKS)
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino");
        DeviceNumber device = DeviceNumber.of(number(found, "dev"));
        String inode = Messages.format("%02x:%02x:%d", device.major(), device.minor(), number(found, "ino"));
        try (Stream<String> lines = Files.lines(LOCKS)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE_FIELD && fields[INODE_FIELD].equals(inode))
                    // A lock of an open file description, as QEMU takes it, belongs to no process: the number is -1.
                    .filter(fields -> Long.parseLong(fields[PROCESS_FIELD]) > 0)
                    .map(fields -> "process " + fields[PROCESS_FIELD] + name(PROCESSES.resolve(fields[PROCESS_FIELD])))
                    .findFirst();
        }
    }

    private static String name(Path process) {
        try {
            return " (" + Files.readString(process.resolve("comm")).strip() + ")";
        } catch (IOException gone) {
            return "";
        }
    }

    private boolean writes(Path process) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (writes(process, descriptor)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
    }

    private boolean writes(Path process, Path descriptor) {
        try {
            // The file's attributes come last: reading them can block on a network file system, and few files are
            // open for writing.
            return seemsForWriting(descriptor)
                    && isNamed(descriptor)
                    && isForWriting(process, descriptor.getFileName())
                    && isThisFile(descriptor);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /**
     * Returns whether the mode of the link shows a descriptor that is open for writing. Linux gives no other link the
     * permission to write; an emulation of Linux may give it to all.
     */
    private static boolean seemsForWriting(Path descriptor) throws IOException {
        return Files.getPosixFilePermissions(descriptor, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_WRITE);
    }

    /** Returns whether a descriptor has a path, unlike sockets and pipes. */
    private static boolean isNamed(Path descriptor) throws IOException {
        return Files.readSymbolicLink(descriptor).isAbsolute();
    }

    private static boolean isForWriting(Path process, Path descriptor) throws IOException {
        return Files.readString(process.resolve("fdinfo").resolve(descriptor))
                .lines()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> line.substring("flags:".length()).strip())
                .anyMatch(flags -> (Long.parseLong(flags, OCTAL) & ACCESS_MODE) != 0);
    }

    /** Compares file keys, not paths: a file can have several paths. */
    private boolean isThisFile(Path path) throws IOException {
        return key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }

    private Optional<String> findLoopDevice() {
        return HostBlockDevice.loopsOf(file).stream()
                .findFirst()
                .map(loop -> "is in use by the loop device " + loop.node());
    }
}
