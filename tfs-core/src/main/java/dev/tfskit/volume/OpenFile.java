// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.OptionalLong;

/**
 * An open regular file. It stays usable when its last name is removed; its blocks are freed with the last close.
 * Written bytes are visible to all readers at once, and durable after {@link #sync}, {@code commit} of the volume or
 * {@link WritableVolume#close}. Bytes that replace old bytes of the file go to the device at once. Positions and counts
 * are in bytes. Thread-safe, except that {@link #close} must be the last call.
 *
 * <p>All methods that change the file throw {@link ReadOnlyFileSystemException} on a volume that was opened for
 * reading, {@link dev.tfskit.error.VolumeFailedException} when writing to the device has failed, now or before,
 * {@link dev.tfskit.error.NoSpaceException} when the volume is full, {@link java.nio.file.ClosedFileSystemException}
 * when the {@link WritableVolume} is closed, and {@link IllegalArgumentException} for a negative position or length and
 * for an empty range. A method that throws {@code NoSpaceException} has changed neither bytes nor attributes.
 */
public abstract sealed class OpenFile implements Closeable permits OpenFixedFile, OpenLiveFile {

    private final RegularFile file;

    OpenFile(RegularFile file) {
        this.file = file;
    }

    /**
     * Returns the file.
     *
     * @return the file
     */
    public final RegularFile file() {
        return file;
    }

    /**
     * Returns the length of the file.
     *
     * @return the length in bytes
     */
    public abstract long length();

    /**
     * Reads bytes.
     *
     * @param position the position of the first byte, at least 0
     * @param target filled as far as the file reaches
     * @return the number of bytes read; 0 at or behind the end of the file
     * @throws IOException when the device cannot be read
     */
    public abstract int read(long position, ByteBuffer target) throws IOException;

    /**
     * Writes bytes. A gap between the end of the file and the position reads as zeros.
     *
     * @param position the position of the first byte, at least 0
     * @param source the bytes; on a full volume, those that do not fit remain in it
     * @return the number of bytes written, at least one if there were any
     * @throws dev.tfskit.error.FileTooLargeException when the file would exceed the largest length
     */
    public abstract int write(long position, ByteBuffer source) throws IOException;

    /**
     * Writes bytes as {@link #write} does, but leaves the times of the file: the caller sets them, because it knows
     * better when the bytes were written.
     *
     * @param position the position of the first byte, at least 0
     * @param source the bytes; on a full volume, those that do not fit remain in it
     * @return the number of bytes written, at least one if there were any
     * @throws dev.tfskit.error.FileTooLargeException when the file would exceed the largest length
     */
    public abstract int writeKeepingTimes(long position, ByteBuffer source) throws IOException;

    /**
     * Appends bytes at the current end.
     *
     * @param source the bytes; on a full volume, those that do not fit remain in it
     * @return the position of the first byte
     * @throws dev.tfskit.error.FileTooLargeException when the file would exceed the largest length
     */
    public abstract long append(ByteBuffer source) throws IOException;

    /**
     * Sets the length. Bytes behind the new length are gone; added bytes read as zeros and need no blocks.
     *
     * @param length the new length in bytes, at least 0
     * @throws dev.tfskit.error.FileTooLargeException when it exceeds the largest length
     */
    public abstract void truncate(long length) throws IOException;

    /**
     * Sets the length as {@link #truncate} does, but leaves the times of the file: the caller sets them, because it
     * knows better when the length changed, if it did.
     *
     * @param length the new length in bytes, at least 0
     * @throws dev.tfskit.error.FileTooLargeException when it exceeds the largest length
     */
    public abstract void truncateKeepingTimes(long length) throws IOException;

    /**
     * Allocates blocks for a range, so that later writes there do not run out of space. A hole in the range still reads
     * as zeros.
     *
     * @param position the first byte of the range, at least 0
     * @param count the length of the range in bytes, at least 1
     * @param sizeChange whether the file grows when the range reaches behind its end
     * @throws dev.tfskit.error.FileTooLargeException when the file would exceed the largest length
     */
    public abstract void allocate(long position, long count, SizeChange sizeChange) throws IOException;

    /**
     * Frees the blocks of a range, which reads as zeros afterwards. The length stays. When the log of a full volume has
     * no room to remove all blocks of the range, the file keeps some, filled with zeros.
     *
     * @param position the first byte of the range, at least 0
     * @param count the length of the range in bytes, at least 1
     * @throws IOException when the device fails, or the log has no room to remove any blocks; then nothing has changed
     */
    public abstract void punchHole(long position, long count) throws IOException;

    /**
     * Makes a range read as zeros, and allocates blocks for it.
     *
     * @param position the first byte of the range, at least 0
     * @param count the length of the range in bytes, at least 1
     * @param sizeChange whether the file grows when the range reaches behind its end
     * @throws dev.tfskit.error.FileTooLargeException when the file would exceed the largest length
     */
    public abstract void zeroRange(long position, long count, SizeChange sizeChange) throws IOException;

    /**
     * Finds the next byte that is not in a hole. Preallocated blocks count as a hole.
     *
     * @param position where to begin, in bytes, at least 0
     * @return the position of the byte; empty when only a hole follows
     */
    public abstract OptionalLong seekData(long position);

    /**
     * Finds the next byte that is in a hole. Preallocated blocks and the end of the file count as holes.
     *
     * @param position where to begin, in bytes, at least 0
     * @return the position of the byte; empty when {@code position} is not before the end
     */
    public abstract OptionalLong seekHole(long position);

    /**
     * Makes the file durable as it is now (docs/format.md, section 8). With {@link SyncScope#ALL}, this commits all
     * changes of the volume, as {@link WritableVolume#commit} does. With {@link SyncScope#DATA}, the bytes of the file
     * are durable, and what is needed to read them; a rename or a new link need not be. On a {@link VolumeBuilder},
     * only the bytes go to the device: nothing is durable before {@link VolumeBuilder#commit}.
     *
     * @param scope what must be durable
     * @throws ReadOnlyFileSystemException when the volume was opened for reading
     * @throws dev.tfskit.error.VolumeFailedException when the device fails; the volume cannot be changed any more then
     */
    public abstract void sync(SyncScope scope) throws IOException;

    /**
     * Returns whether {@link #close} would free the blocks of the file: it has no name, and this is its only use. On a
     * volume that was opened for reading, nothing is freed.
     *
     * @return true when the next close of this frees the blocks, if nothing opens or names the file before
     */
    public abstract boolean freesBlocksOnClose();

    static void checkPosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a negative position in a file: " + position);
        }
    }

    static void checkRange(long position, long count) {
        checkPosition(position);
        if (count < 1) {
            throw new IllegalArgumentException("a range of " + count + " bytes");
        }
    }

    /** Ends the use of the file. This makes nothing durable. */
    @Override
    public abstract void close() throws IOException;
}
