package dev.tfskit.volume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A regular file that is open. It stays usable when its last name is removed; its blocks are freed when the last who has it open
 * closes it. What is written can be read at once by all, and is durable after {@link #sync}, {@link Volume#commit} or
 * {@link Volume#close}. Positions and counts are in bytes. Thread safe, except that {@link #close} must be the last call.
 *
 * <p>All methods that change something throw {@link ReadOnlyFileSystemException} on a volume that was opened for reading,
 * {@link dev.tfskit.VolumeFailedException} when writing to the device has failed, now or before, {@link dev.tfskit.NoSpaceException}
 * when there is no room, and {@link IllegalArgumentException} for a negative number.
 */
public final class OpenFile implements Closeable {

    private final RegularFile file;
    private final Optional<FileBody> body;
    private final Optional<FileContent> fixed;
    private boolean closed;

    OpenFile(final RegularFile file, final FileBody body) {
        this.file = file;
        this.body = Optional.of(body);
        this.fixed = Optional.empty();
    }

    OpenFile(final RegularFile file, final FileContent fixed) {
        this.file = file;
        this.body = Optional.empty();
        this.fixed = Optional.of(fixed);
    }

    /** What is open. */
    public RegularFile file() {
        return file;
    }

    /** The length. */
    public long length() {
        return body.isPresent() ? body.get().length() : fixed.orElseThrow().length();
    }

    /**
     * Reads bytes.
     *
     * @param position the first one, at least 0
     * @param target filled as far as the file reaches
     * @return how many were read; 0 at or behind the end of the file
     * @throws IOException when the device cannot be read
     */
    public int read(final long position, final ByteBuffer target) throws IOException {
        checkPosition(position);
        return body.isPresent() ? body.get().read(position, target) : fixed.orElseThrow().read(position, target);
    }

    /**
     * Writes bytes. A gap between the end of the file and the position reads as zeros.
     *
     * @param position where the first one goes, at least 0
     * @param source what to write; what remains in it afterwards found no room
     * @return how many were written, at least one if there were any
     * @throws dev.tfskit.FileTooLargeException when the file would be longer than one can be
     */
    public int write(final long position, final ByteBuffer source) throws IOException {
        checkPosition(position);
        return writable().write(position, source);
    }

    /**
     * Writes bytes at the end, wherever that is by then.
     *
     * @param source what to write; what remains in it afterwards found no room
     * @return the position of the first one
     * @throws dev.tfskit.FileTooLargeException when the file would be longer than one can be
     */
    public long append(final ByteBuffer source) throws IOException {
        return writable().append(source);
    }

    /**
     * Sets the length: what is cut off is gone, what is added reads as zeros and takes no room.
     *
     * @throws dev.tfskit.FileTooLargeException when a file cannot be so long
     */
    public void truncate(final long length) throws IOException {
        checkPosition(length);
        writable().truncate(length);
    }

    /**
     * Makes sure that a range has blocks, so that writing there later finds room. Where it had none it reads as zeros.
     *
     * @param sizeChange whether the file gets longer when the range reaches behind its end
     * @throws dev.tfskit.FileTooLargeException when a file cannot be so long
     */
    public void allocate(final long position, final long count, final SizeChange sizeChange) throws IOException {
        checkRange(position, count);
        writable().allocate(position, count, sizeChange);
    }

    /** Frees the blocks of a range, which reads as zeros afterwards. The length stays. */
    public void punchHole(final long position, final long count) throws IOException {
        checkRange(position, count);
        writable().punchHole(position, count);
    }

    /**
     * Makes a range read as zeros and have blocks.
     *
     * @param sizeChange whether the file gets longer when the range reaches behind its end
     * @throws dev.tfskit.FileTooLargeException when a file cannot be so long
     */
    public void zeroRange(final long position, final long count, final SizeChange sizeChange) throws IOException {
        checkRange(position, count);
        writable().zeroRange(position, count, sizeChange);
    }

    /** The first position from this one on that is not in a hole; empty if there is none. */
    public OptionalLong seekData(final long position) {
        checkPosition(position);
        return body.isPresent() ? body.get().seek(position, true) : fixed.orElseThrow().seekData(position);
    }

    /** The first position from this one on that is in a hole, as the end of the file is; empty if this one is not before the end. */
    public OptionalLong seekHole(final long position) {
        checkPosition(position);
        return body.isPresent() ? body.get().seek(position, false) : fixed.orElseThrow().seekHole(position);
    }

    /**
     * Makes the file durable as it is now (docs/format.md, section 8). Its names are made durable too, unless they were before.
     *
     * @throws dev.tfskit.VolumeFailedException when the device fails; the volume cannot be changed any more then
     */
    public void sync(final SyncScope scope) throws IOException {
        writable().sync(scope);
        file.volume.compactIfWorthwhile();
    }

    private FileBody writable() {
        return body.orElseThrow(ReadOnlyFileSystemException::new);
    }

    private static void checkPosition(final long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a negative position in a file: " + position);
        }
    }

    private static void checkRange(final long position, final long count) {
        checkPosition(position);
        if (count < 1) {
            throw new IllegalArgumentException("a range of " + count + " bytes");
        }
    }

    /** Ends the use of the file. Nothing is made durable by this. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (body.isPresent()) {
                file.volume.closeFile(body.get());
            }
        }
    }
}
