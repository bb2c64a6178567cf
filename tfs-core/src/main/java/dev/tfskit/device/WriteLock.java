package dev.tfskit.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to be the only one who writes to a file: towards other programs by the host's lock, in this one by a list of files. */
final class WriteLock implements Closeable {

    /** By what the host tells files apart, so that a second name of one is no way around. */
    private static final Set<Object> OURS = ConcurrentHashMap.newKeySet();

    private final Object key;
    private final FileChannel channel;

    private WriteLock(final Object key, final FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * Opens and locks a file.
     *
     * @throws FileSystemException naming who works on the file, when somebody does
     * @throws IOException when it cannot be opened
     */
    static WriteLock take(final Path path) throws IOException {
        OpenElsewhere.refuse(path);
        final Object key = key(path);
        if (!OURS.add(key)) {
            throw taken(path);
        }
        try {
            return new WriteLock(key, lock(path));
        } catch (IOException | RuntimeException e) {
            OURS.remove(key);
            throw e;
        }
    }

    private static FileChannel lock(final Path path) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            final FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new FileSystemException(path.toString(), null, "is locked by another program; unmount or close it there first");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether this program has a file open for writing. */
    static boolean isOurs(final Path path) throws IOException {
        return !OURS.isEmpty() && OURS.contains(key(path));
    }

    /**
     * Refuses a file that this program has open for writing.
     *
     * @throws FileSystemException when it has
     */
    static void refuseOurs(final Path path) throws IOException {
        if (isOurs(path)) {
            throw taken(path);
        }
    }

    private static FileSystemException taken(final Path path) {
        return new FileSystemException(path.toString(), null, "is open for writing in this program already; close it there first");
    }

    private static Object key(final Path path) throws IOException {
        final Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    /** The locked file, open for reading and writing. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OURS.remove(key);
        }
    }
}
