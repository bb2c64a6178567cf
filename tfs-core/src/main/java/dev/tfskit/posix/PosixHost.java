// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import dev.tfskit.io.ByteRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What Linux can do and the JDK cannot: find the holes of a file, list all extended attributes, and make files, links
 * and directories relative to an open directory. One thread may use an instance and what it opened.
 */
public final class PosixHost implements Closeable {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final NativeCalls calls = new NativeCalls();
    private final OpenFlags flags;

    private PosixHost(OpenFlags flags) {
        this.flags = flags;
    }

    /** An instance for the calling thread; empty where this is no Linux on a known processor. */
    public static Optional<PosixHost> open() {
        return OpenFlags.ofThisMachine().map(PosixHost::new);
    }

    /**
     * Opens a directory that the user named; links on the way are followed.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when that fails
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
     * The ranges of a regular file that hold data.
     *
     * @param file not a link
     * @param size its length in bytes
     * @throws IOException when the file cannot be opened or its file system does not tell
     */
    public List<ByteRange> dataRanges(Path file, long size) throws IOException {
        int descriptor = calls.open(
                NativeCalls.AT_FDCWD,
                HostNames.absolute(file),
                OpenFlags.READ_ONLY | flags.noFollow() | OpenFlags.CLOSE_ON_EXEC,
                0,
                file);
        try {
            List<ByteRange> ranges = new ArrayList<>();
            long start = calls.seek(descriptor, 0, SEEK_DATA, file);
            while (start >= 0 && start < size) {
                long end = calls.seek(descriptor, start, SEEK_HOLE, file);
                if (end <= start) {
                    break;
                }
                ranges.add(new ByteRange(start, Math.min(end, size)));
                start = calls.seek(descriptor, end, SEEK_DATA, file);
            }
            return ranges;
        } finally {
            calls.close(descriptor);
        }
    }

    /**
     * An extended attribute.
     *
     * @param name with its namespace, such as {@code user.comment}
     * @param value any bytes
     */
    public record ExtendedAttribute(byte[] name, byte[] value) {}

    /**
     * The extended attributes of what a path itself stands for, also when that is a link, as far as the user may see
     * them.
     *
     * @param wanted told a name, as whatever the file system takes for one; the values of others are not asked for
     * @return empty where its file system has none at all
     * @throws java.nio.file.FileSystemException with the reason as its type, when the host refuses
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

    /** The user in whose name this program acts. */
    public long effectiveUser() {
        return calls.effectiveUser();
    }

    @Override
    public void close() {
        calls.close();
    }
}
