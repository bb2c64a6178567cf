// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * The log file of a process in the background. It becomes standard output and error, so that libfuse and the JVM write
 * there, too. A large file is rotated; a file that another program moved or removed is begun anew. Not thread-safe.
 */
final class LogFile extends OutputStream {

    /** The size in bytes at which a file is rotated; one old file is kept. */
    static final long LARGE_BYTES = 1 << 20;
    /** The suffix of the old file. */
    static final String ASIDE = ".1";

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    /**
     * O_WRONLY, O_CREAT, O_APPEND, and O_NONBLOCK: a fifo that no program reads would keep the mount from its requests.
     */
    private static final int APPEND = 01 | 0100 | 02000 | 04000;

    private static final int MODE = 0644;
    private static final Path NOW_OPEN = Path.of("/proc/self/fd/" + STANDARD_ERROR);

    private final Path path;
    private final LibC libC;
    private final InstantSource clock;
    private final OutputStream standardError = new FileOutputStream(FileDescriptor.err);

    /**
     * Makes a file standard output and error. Its old content stays.
     *
     * @param path an absolute path
     * @param libC the C library
     * @param clock the source of the time before each message
     * @throws IOException when the file cannot be written
     */
    LogFile(Path path, LibC libC, InstantSource clock) throws IOException {
        this.path = path;
        this.libC = libC;
        this.clock = clock;
        open();
    }

    /**
     * Returns the absolute path of a file that need not exist. The working directory changes before it is opened, and
     * so does {@code /proc/self/cwd}, the name of a working directory that is not UTF-8.
     */
    static Path locate(Path given) {
        return new NamedFile(given).pathOfName();
    }

    /**
     * Refuses a log file that would keep the mount busy, or destroy the image.
     *
     * @param log the absolute path of the log file
     * @param mountPoint an absolute path without links
     * @param images the files that the mount reads or writes; they need not exist
     */
    static void check(Path log, Path mountPoint, List<Path> images) throws IOException {
        if (new NamedFile(log).path().startsWith(mountPoint)) {
            throw new ToolFailedException(
                    log.toString(), "the mount would hide this log file", "name one outside of " + mountPoint);
        }
        for (Path image : images) {
            if (new NamedFile(log).isAlso(image) || new NamedFile(aside(log)).isAlso(image)) {
                throw new ToolFailedException(
                        log.toString(), "the log would take the place of " + image, "name another log file");
            }
        }
    }

    /** Returns the name of the old file. */
    private static Path aside(Path log) {
        return log.resolveSibling(log.getFileName() + ASIDE);
    }

    private void open() throws IOException {
        int descriptor = libC.open(CString.of(path), APPEND, MODE);
        if (descriptor < 0) {
            throw new IOException("the log file " + path
                    + " cannot be written; name another file, check the mode of its directory, "
                    + "or start the reader of a fifo");
        }
        libC.dup2(descriptor, STANDARD_OUTPUT);
        libC.dup2(descriptor, STANDARD_ERROR);
        libC.close(descriptor);
    }

    /** Writes a whole message, after the time. */
    @Override
    public void write(byte[] message, int offset, int length) throws IOException {
        try {
            rotate();
        } finally {
            // The old file is better than none. One write for the whole message, because libfuse writes to the file,
            // too.
            byte[] time = (clock.instant().truncatedTo(ChronoUnit.SECONDS) + " ").getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[time.length + length];
            System.arraycopy(time, 0, line, 0, time.length);
            System.arraycopy(message, offset, line, time.length, length);
            standardError.write(line);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    private void rotate() throws IOException {
        if (!isStillThere()) {
            open();
        } else if (Files.isRegularFile(path) && Files.size(path) >= LARGE_BYTES) {
            Files.move(path, aside(path), StandardCopyOption.REPLACE_EXISTING);
            open();
        }
    }

    private boolean isStillThere() throws IOException {
        try {
            return Objects.equals(key(path), key(NOW_OPEN));
        } catch (NoSuchFileException moved) {
            return false;
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
