// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.IoSupplier;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that this program has open as images. The host's locks belong to a whole process and fall when any of its
 * channels to a file is closed, so a file has many readers here or one writer, and is not even probed while it has a
 * writer. All of it goes through the monitor of this class. Files are told apart as the host does, so that a second
 * name of one is no way around.
 */
public final class OpenImageRegistry implements Closeable {

    private static final int WRITER = -1;
    /** How many read a file, or that one writes to it. */
    private static final Map<Object, Integer> USERS = new HashMap<>();

    private final Object key;
    private final FileChannel channel;
    private boolean closed;

    private OpenImageRegistry(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * Opens a file for reading.
     *
     * @throws FileSystemException when this program writes to it
     * @throws IOException when it cannot be opened
     */
    public static synchronized OpenImageRegistry forReading(Path path) throws IOException {
        Object key = key(path);
        if (USERS.getOrDefault(key, 0) == WRITER) {
            throw taken(path);
        }
        OpenImageRegistry opened = new OpenImageRegistry(key, FileChannel.open(path, StandardOpenOption.READ));
        USERS.merge(key, 1, Integer::sum);
        return opened;
    }

    /**
     * Opens a file for reading and writing, and locks it. One that is locked is waited for, see
     * {@link LockRetryPolicy}.
     *
     * @throws FileSystemException naming who works on the file, when somebody does
     * @throws IOException when it cannot be opened
     */
    public static OpenImageRegistry forWriting(Path path) throws IOException {
        // Not in the monitor: others open other files meanwhile.
        return LockRetryPolicy.attempt(path, () -> forWritingNow(path));
    }

    private static synchronized OpenImageRegistry forWritingNow(Path path) throws IOException {
        Object key = key(path);
        if (USERS.containsKey(key)) {
            throw taken(path);
        }
        ForeignUseProbe.refuse(path);
        OpenImageRegistry opened = new OpenImageRegistry(key, locked(path));
        USERS.put(key, WRITER);
        return opened;
    }

    private static FileChannel locked(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new LockedException(path, "is locked by another program; unmount or close it there first");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What a look at a file tells; nothing when this program writes to it, because the look would cost it the lock. */
    public static synchronized Optional<Boolean> probe(Path path, IoSupplier<Boolean> probe) throws IOException {
        return USERS.getOrDefault(key(path), 0) == WRITER ? Optional.empty() : Optional.of(probe.get());
    }

    /** What to say of a file that this program has open. */
    static FileSystemException taken(Path path) {
        return new FileSystemException(path.toString(), null, "is open in this program already; close it there first");
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath();
    }

    /** The open file. */
    public FileChannel channel() {
        return channel;
    }

    /** Closes the file, once. */
    @Override
    public void close() throws IOException {
        synchronized (OpenImageRegistry.class) {
            if (closed) {
                return;
            }
            closed = true;
            USERS.computeIfPresent(key, (_, users) -> users == WRITER || users == 1 ? null : users - 1);
            channel.close();
        }
    }
}
