// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A regular file: a length, and extents that hold its bytes. Ranges without an extent read as zeros. */
public final class RegularFile extends Inode {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    RegularFile(TreeAccess tree, Tuple tuple) {
        super(tree, tuple);
    }

    /**
     * Contiguous bytes of a file on the volume.
     *
     * @param filePosition the position of the first byte in the file, in bytes
     * @param volumeOffset the offset of the first byte on the volume, in bytes
     * @param length the number of bytes, at least 1
     */
    public record DataRun(long filePosition, long volumeOffset, long length) {

        /**
         * Returns the position in the file behind the last byte.
         *
         * @return the position in bytes
         */
        public long fileEnd() {
            return filePosition + length;
        }
    }

    /**
     * Returns the length.
     *
     * @return the length in bytes
     * @throws TfsFormatException when the image holds no valid length
     */
    public long length() throws TfsFormatException {
        return tree.read(this::storedLength);
    }

    long storedLength() throws TfsFormatException {
        return size(Attributes.FILE_LENGTH);
    }

    /**
     * Opens the file.
     *
     * @return the open file; the caller closes it
     * @throws NoSuchFileException when its last name has been removed and it is not open
     * @throws TfsFormatException when its length or its extents are malformed
     */
    public OpenFile open() throws IOException {
        return tree.open(this);
    }

    /** Sets the length alone: no blocks are allocated or freed. */
    void setLength(long bytes) throws IOException {
        tree.change(
                LogCost.ofNumber(Attributes.FILE_LENGTH),
                ReservationPurpose.ADDING,
                mutations -> mutations.set(tuple, Attributes.FILE_LENGTH, Int.of(bytes)));
    }

    /**
     * Returns the extents in the order of the file. They may reach, or lie, behind its end.
     *
     * @return a snapshot
     * @throws TfsFormatException when one is malformed, outside the volume, or overlaps another of the file
     */
    public List<Extent> extents() throws TfsFormatException {
        return tree.read(() -> storedExtents().sound());
    }

    StoredExtents storedExtents() {
        return new StoredExtents(tuple, tree.blocks(), tree.extentAdmission());
    }

    /**
     * Counts the blocks of the file, as far as its extents can be read.
     *
     * @return the number of blocks
     */
    public long allocatedBlocks() {
        return tree.allocatedBlocks(this);
    }

    /**
     * Returns the extents that are sound, in the order of the file.
     *
     * @param damages receives the damage of each other extent
     * @return a snapshot
     */
    public List<Extent> readableExtents(Consumer<TfsFormatException> damages) {
        return tree.read(() -> storedExtents().readable(damages));
    }

    /**
     * Returns as much of the extents as can be read, in the order of the file. Of an extent that reaches beyond the
     * volume, or covers more blocks than it owns, it has the blocks that the volume has and the file owns. Such a part
     * ends where the next extent begins.
     *
     * @param damages receives each damage, also that of an extent of which a part is returned
     * @return a snapshot
     */
    public List<Extent> readablePartsOfExtents(Consumer<TfsFormatException> damages) {
        return tree.read(() -> storedExtents().readableParts(damages));
    }

    /**
     * Returns the runs of bytes that are not known to be zero, in the order of the file. Neighbouring runs are joined.
     *
     * @return a snapshot
     * @throws TfsFormatException as {@link #length} and {@link #extents}
     */
    public List<DataRun> dataRuns() throws TfsFormatException {
        return tree.read(() -> dataRuns(storedExtents().sound(), storedLength()));
    }

    /**
     * Returns the runs of bytes in some extents.
     *
     * @param extents extents of one file, in its order
     * @param end the position in bytes where the runs end
     * @return the runs, in the order of the file
     */
    public static List<DataRun> dataRuns(List<Extent> extents, long end) {
        List<DataRun> runs = new ArrayList<>();
        for (Extent extent : extents) {
            long position = Math.multiplyExact(extent.fileBlock(), (long) BLOCK);
            if (extent.uninitialised() || extent.length() == 0 || position >= end) {
                continue;
            }
            DataRun run = new DataRun(
                    position, extent.startBlock() * BLOCK, Math.min(extent.length() * BLOCK, end - position));
            DataRun before = runs.isEmpty() ? new DataRun(-1, -1, 0) : runs.getLast();
            if (before.fileEnd() == run.filePosition && before.volumeOffset + before.length == run.volumeOffset) {
                runs.set(
                        runs.size() - 1,
                        new DataRun(before.filePosition, before.volumeOffset, before.length + run.length));
            } else {
                runs.add(run);
            }
        }
        return runs;
    }

    /**
     * Reads bytes; {@link #open} is faster for many reads.
     *
     * @param position the first byte of the file to read
     * @param target filled as far as the file reaches
     * @return how many bytes were read; 0 at or behind the end of the file
     * @throws TfsFormatException as {@link #dataRuns}
     * @throws IOException when the device cannot be read
     */
    public int read(long position, ByteBuffer target) throws IOException {
        try (OpenFile opened = open()) {
            return opened.read(position, target);
        }
    }

    /**
     * Returns the bytes of the file, for many reads while the file does not change.
     *
     * @return the bytes where they lie now
     * @throws TfsFormatException as {@link #dataRuns}
     */
    public FileContent content() throws TfsFormatException {
        return tree.read(() -> new FileContent(
                tree.device(), new FileLayout(dataRuns(storedExtents().sound(), storedLength()), storedLength())));
    }

    /** Sets an extent, and replaces one that began at the same block of the file. */
    void setExtent(Extent extent) throws IOException {
        Tuple stored = extent.toTuple();
        tree.change(LogCost.ofValue(extent.key(), stored), ReservationPurpose.ADDING, mutations -> {
            mutations.set(tuple.tuple(Attributes.EXTENTS).orElseThrow(), extent.key(), stored);
            tree.live().files().noteExtentsChange(tuple);
        });
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.FILE;
    }
}
