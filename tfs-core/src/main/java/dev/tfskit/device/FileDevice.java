// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.hostfile.FileKind;
import dev.tfskit.hostfile.LockCheck;
import dev.tfskit.hostfile.LockRetryPolicy;
import dev.tfskit.hostfile.LockedException;
import dev.tfskit.hostfile.PositionalFile;
import dev.tfskit.hostfile.RegisteredFile;
import dev.tfskit.message.NamedFailure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A regular file or a block device of the host. While a file is open for writing, this program cannot open it a second
 * time: POSIX locks belong to the whole process and are released when any of its descriptors of the file is closed.
 * Thread-safe. When a thread is interrupted during a call, an image that this class opened stays open, except on
 * Windows. A channel that the caller opened closes.
 */
public final class FileDevice implements ResizableDevice {

    private final Path path;
    private final PositionalFile file;
    /** The entry of this file in the registry of open files; null if the caller opened the channel. */
    private final @Nullable RegisteredFile registration;
    /** False for a block device. */
    private final boolean canGrow;

    /**
     * Creates a device over an open channel. The file is neither locked nor registered as open.
     *
     * @param path the path of the file, for messages
     * @param channel the open channel; {@link #close} closes it
     */
    public FileDevice(Path path, FileChannel channel) {
        this.path = path;
        this.file = PositionalFile.of(channel);
        this.registration = null;
        this.canGrow = true;
    }

    private FileDevice(Path path, FileKind kind, RegisteredFile registration) {
        this.path = path;
        this.file = registration.file();
        this.registration = registration;
        this.canGrow = kind == FileKind.REGULAR;
    }

    /**
     * Opens an existing file for reading. {@link #force} makes durable what other programs have written, and the time
     * of the last change.
     *
     * @param path the path of the file
     * @return the open device; writing to it fails
     * @throws FileSystemException when the file cannot be opened, or when this program has it open for writing; a
     *     subclass where there is one for the reason, such as {@link java.nio.file.NoSuchFileException}
     * @throws IOException when opening fails for another reason
     */
    public static FileDevice openForReading(Path path) throws IOException {
        FileKind kind = kindWithRandomAccess(path);
        return new FileDevice(path, kind, RegisteredFile.forReading(path));
    }

    /**
     * Opens an existing file for reading and writing, and locks it until {@link #close}. On Linux and macOS, the lock
     * ends sooner when this program opens the file in another way than by this library, and closes it.
     *
     * @param path the path of the file
     * @return the open device
     * @throws FileSystemException when the file cannot be opened, or when another process uses it or this one has it
     *     open; a subclass where there is one for the reason, such as {@link java.nio.file.NoSuchFileException}. The
     *     message names the other process where it is known
     * @throws IOException when opening fails for another reason
     */
    public static FileDevice openForWriting(Path path) throws IOException {
        FileKind kind = kindWithRandomAccess(path);
        return new FileDevice(path, kind, RegisteredFile.forWriting(path));
    }

    /**
     * Returns whether a file can be an image, as far as its kind tells: it can be read at any place. Directories,
     * pipes, sockets, terminals and other character devices cannot.
     *
     * @param path the path of an existing file
     * @return whether it can be an image
     * @throws java.nio.file.NoSuchFileException when there is no such file
     * @throws IOException when its attributes cannot be read
     */
    public static boolean hasRandomAccess(Path path) throws IOException {
        return switch (FileKind.of(path)) {
            case REGULAR, BLOCK_DEVICE, OTHER -> true;
            case DIRECTORY, PIPE, SOCKET, CHARACTER_DEVICE, TERMINAL -> false;
        };
    }

    /**
     * Returns the kind of a file. Rejects files without random access, such as directories, pipes and terminals: the
     * host reports their size as 0, like that of an empty file.
     */
    private static FileKind kindWithRandomAccess(Path path) throws IOException {
        FileKind kind = FileKind.of(path);
        switch (kind) {
            case REGULAR, BLOCK_DEVICE, OTHER -> {}
            case DIRECTORY ->
                throw new FileSystemException(path.toString(), null, "is a directory; an image file is expected");
            case PIPE, SOCKET ->
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is a " + kind + ", and an image is not read from front to back; write it to a file first");
            case CHARACTER_DEVICE, TERMINAL ->
                throw new FileSystemException(
                        path.toString(), null, "is a " + kind + "; an image file or a block device is expected");
        }
        return kind;
    }

    /**
     * Returns whether a file is locked for writing, by another program or by this one.
     *
     * @param path the path of the file
     * @return true if it is locked for writing
     * @throws IOException when the file cannot be opened for reading
     */
    public static boolean isLocked(Path path) throws IOException {
        return RegisteredFile.probe(path, () -> LockCheck.isLockedForWriting(path))
                .orElse(true);
    }

    /**
     * Returns whether a file is still locked for writing after waiting for a program that is about to end, such as a
     * mount after {@code umount}. Does not wait for a file that is still mounted.
     *
     * @param path the path of the file
     * @return true if it is still locked
     * @throws IOException when the file cannot be opened for reading
     */
    public static boolean isLockedAfterWaiting(Path path) throws IOException {
        try {
            return LockRetryPolicy.attempt(() -> {
                if (isLocked(path)) {
                    throw new LockedException(
                            path, "is being written to by another program; unmount or close it there first");
                }
                return false;
            });
        } catch (LockedException e) {
            return true;
        }
    }

    @Override
    public long size() throws IOException {
        return NamedFailure.name(path, file::size);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long at = offset;
        try {
            while (target.hasRemaining()) {
                int count = file.read(target, at);
                if (count < 0) {
                    throw new EOFException(path + " ends at byte " + file.size() + ", but byte " + at + " is needed"
                            + "; it is incomplete: copy it again");
                }
                at += count;
            }
        } catch (IOException e) {
            throw NamedFailure.of(path, e);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        long at = offset;
        try {
            while (source.hasRemaining()) {
                at += file.write(source, at);
            }
        } catch (IOException e) {
            throw NamedFailure.of(path, e);
        }
    }

    /** Punches a hole where the host can, and writes zeros elsewhere. */
    @Override
    public void zero(long offset, long bytes) throws IOException {
        if (bytes > 0 && (registration == null || !registration.punchHole(offset, bytes))) {
            ResizableDevice.super.zero(offset, bytes);
        }
    }

    /** Knows the holes of a file that {@link #openForWriting} has opened, on Linux. */
    @Override
    public boolean isHole(long offset, long bytes) {
        return registration != null && registration.isHole(offset, bytes);
    }

    @Override
    public void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            throw NamedFailure.of(path, e);
        }
    }

    @Override
    public void resize(long bytes) throws IOException {
        if (bytes > size()) {
            // Java grows a file only by writing to it.
            write(bytes - 1, ByteBuffer.allocate(1));
        } else {
            NamedFailure.name(path, () -> {
                file.truncate(bytes);
                return bytes;
            });
        }
    }

    @Override
    public boolean canGrow() {
        return canGrow;
    }

    @Override
    public void close() throws IOException {
        try {
            if (registration != null) {
                registration.close();
            } else {
                file.close();
            }
        } catch (IOException e) {
            throw NamedFailure.of(path, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
