// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import dev.tfskit.io.ByteRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Linux functions that the JDK does not offer: finding the holes of a file, listing all extended attributes, and
 * creating entries relative to an open directory. An instance and everything opened by it must be used by one thread.
 */
public final class PosixHost implements Closeable {

    static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final NativeCalls calls = new NativeCalls();
    private final OpenFlags flags;

    private PosixHost(OpenFlags flags) {
        this.flags = flags;
    }

    /**
     * Returns whether the functions of this class can be used for a path.
     *
     * @param path the path
     * @return true for the file system of a Linux host on a known architecture; false for other hosts and for file
     *     systems that a Java library implements
     */
    public static boolean serves(Path path) {
        return path.getFileSystem() == FileSystems.getDefault()
                && OpenFlags.ofThisMachine().isPresent();
    }

    /**
     * Opens an instance for the calling thread.
     *
     * @return the instance; empty if the host is not Linux on a known architecture
     */
    public static Optional<PosixHost> open() {
        return OpenFlags.ofThisMachine().map(PosixHost::new);
    }

    /**
     * Opens a directory. Symbolic links in the path are followed.
     *
     * @param path the path of the directory
     * @return the open directory
     * @throws java.nio.file.FileSystemException with the reason as its type, when it cannot be opened
     * @throws IOException when opening fails for another reason
     */
    public HostDirectory openDirectory(Path path) throws IOException {
        int descriptor = calls.open(
                NativeCalls.AT_FDCWD,
                HostNames.absolute(path),
                OpenFlags.READ_ONLY | flags.directory() | OpenFlags.CLOSE_ON_EXEC,
                0,
                path);
        return new HostDirectory(calls, flags, descriptor, path);
    }

    /**
     * Opens a second descriptor of a directory that another instance has opened, even if its path has changed
     * meanwhile. Closing one leaves the other open.
     *
     * @param other the open directory; it may be of another thread, which does not close it during this call
     * @return the open directory, for the thread of this instance
     * @throws IOException when it cannot be opened
     */
    public HostDirectory reopen(HostDirectory other) throws IOException {
        int descriptor = calls.open(
                other.descriptor,
                new byte[] {'.'},
                OpenFlags.READ_ONLY | flags.directory() | OpenFlags.CLOSE_ON_EXEC,
                0,
                other.shown);
        return new HostDirectory(calls, flags, descriptor, other.shown);
    }

    /**
     * Returns the ranges of a regular file that hold data; all other bytes are holes.
     *
     * @param file the file, not a symbolic link
     * @param size the length of the file in bytes
     * @return the ranges in order; empty when the file system does not report holes
     * @throws IOException when the file cannot be opened or read
     */
    public Optional<List<ByteRange>> dataRanges(Path file, long size) throws IOException {
        int descriptor = calls.open(
                NativeCalls.AT_FDCWD,
                HostNames.absolute(file),
                OpenFlags.READ_ONLY | flags.noFollow() | OpenFlags.CLOSE_ON_EXEC,
                0,
                file);
        try {
            return dataRanges(descriptor, file, size);
        } finally {
            calls.release(descriptor);
        }
    }

    private Optional<List<ByteRange>> dataRanges(int descriptor, Path file, long size) throws IOException {
        List<ByteRange> ranges = new ArrayList<>();
        long at = 0;
        while (true) {
            OptionalLong start = calls.seek(descriptor, at, SEEK_DATA, file);
            if (start.isEmpty()) {
                return Optional.empty();
            }
            if (start.getAsLong() < 0 || start.getAsLong() >= size) {
                return Optional.of(ranges);
            }
            OptionalLong end = calls.seek(descriptor, start.getAsLong(), SEEK_HOLE, file);
            if (end.isEmpty()) {
                return Optional.empty();
            }
            at = end.getAsLong();
            if (at <= start.getAsLong()) {
                return Optional.of(ranges);
            }
            ranges.add(new ByteRange(start.getAsLong(), Math.min(at, size)));
        }
    }

    /**
     * An extended attribute.
     *
     * @param name the name with its namespace, such as {@code user.comment}
     * @param value the value; any bytes
     */
    public record ExtendedAttribute(byte[] name, byte[] value) {}

    /**
     * Returns the extended attributes of a path that this process may read; a symbolic link is not followed.
     *
     * @param file the path
     * @param wanted selects attributes by name; the values of others are not read
     * @return the attributes; empty if the file system does not support extended attributes
     * @throws java.nio.file.FileSystemException with the reason as its type, when the host refuses
     * @throws IOException when reading fails for another reason
     */
    public Optional<List<ExtendedAttribute>> extendedAttributes(Path file, Predicate<byte[]> wanted)
            throws IOException {
        byte[] path = HostNames.absolute(file);
        Optional<byte[]> names = calls.extendedAttributeNames(path, file);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        List<ExtendedAttribute> found = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < names.get().length; at++) {
            if (names.get()[at] == 0) {
                byte[] name = Arrays.copyOfRange(names.get(), start, at);
                if (wanted.test(name)) {
                    calls.extendedAttribute(path, name, file)
                            .ifPresent(value -> found.add(new ExtendedAttribute(name, value)));
                }
                start = at + 1;
            }
        }
        return Optional.of(found);
    }

    /**
     * Returns which file a path leads to. Symbolic links are followed.
     *
     * @param file the path
     * @return its identity; empty where the C library has no portable call for it
     * @throws java.nio.file.NoSuchFileException when the path leads nowhere
     * @throws IOException when the host refuses
     */
    public Optional<FileIdentity> identity(Path file) throws IOException {
        return calls.identity(NativeCalls.AT_FDCWD, HostNames.absolute(file), 0, file);
    }

    /**
     * Returns the effective user of this process.
     *
     * @return the effective uid, 0 to 2^32 - 1
     */
    public long effectiveUser() {
        return calls.effectiveUser();
    }

    @Override
    public void close() {
        calls.close();
    }
}
