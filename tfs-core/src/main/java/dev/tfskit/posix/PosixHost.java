package dev.tfskit.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Linux can do and the JDK cannot: find the holes of a file, and make files, links and directories relative to an open
 * directory. One thread may use an instance and what it opened.
 */
public final class PosixHost implements Closeable {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final NativeCalls calls = new NativeCalls();
    private final OpenFlags flags;

    private PosixHost(final OpenFlags flags) {
        this.flags = flags;
    }

    /**
     * Bytes of a file that are stored; what lies between such ranges is a hole.
     *
     * @param start the first byte
     * @param end the byte behind the last
     */
    public record DataRange(long start, long end) {}

    /** An instance for the calling thread; empty where this is no Linux on a known processor. */
    public static Optional<PosixHost> open() {
        return OpenFlags.ofThisMachine().map(PosixHost::new);
    }

    /**
     * Opens a directory that the user named; links on the way are followed.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when that fails
     */
    public HostDirectory openDirectory(final Path path) throws IOException {
        final int descriptor = calls.open(NativeCalls.AT_FDCWD, HostNames.absolute(path),
                OpenFlags.READ_ONLY | flags.directory() | OpenFlags.CLOSE_ON_EXEC, 0, path);
        return new HostDirectory(calls, flags, descriptor, path);
    }

    /**
     * The ranges of a regular file that hold data.
     *
     * @param file not a link
     * @param size its length in bytes
     * @throws IOException when the file cannot be opened or its file system does not tell
     */
    public List<DataRange> dataRanges(final Path file, final long size) throws IOException {
        final int descriptor = calls.open(NativeCalls.AT_FDCWD, HostNames.absolute(file),
                OpenFlags.READ_ONLY | flags.noFollow() | OpenFlags.CLOSE_ON_EXEC, 0, file);
        try {
            final List<DataRange> ranges = new ArrayList<>();
            long start = calls.seek(descriptor, 0, SEEK_DATA, file);
            while (start >= 0 && start < size) {
                final long end = calls.seek(descriptor, start, SEEK_HOLE, file);
                if (end <= start) {
                    break;
                }
                ranges.add(new DataRange(start, Math.min(end, size)));
                start = calls.seek(descriptor, end, SEEK_DATA, file);
            }
            return ranges;
        } finally {
            calls.close(descriptor);
        }
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
