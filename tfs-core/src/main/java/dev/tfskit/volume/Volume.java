// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Tuple;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A TFS file system: a tree of inodes on a device, opened for reading. An inode is a view: its attributes are in a
 * tuple, a map from names to values, and the log of the volume stores all tuples. A {@link WritableVolume} can be
 * changed. A {@link VolumeBuilder} is a {@link NewVolume}, which is filled, or an {@link UpdatedVolume}, whose changes
 * take effect only with a commit. The types of inodes are the same for all. A change of an inode of a volume that is
 * opened for reading throws {@link java.nio.file.ReadOnlyFileSystemException}.
 *
 * <p>The methods that open or create a volume take a device. When they return, the device belongs to the volume, and
 * {@link #close} closes it. When they throw, the device stays open and belongs to the caller. {@code dev.tfskit.Tfs}
 * opens image files and leaves nothing open when it throws. Thread-safe, except for a {@link VolumeBuilder}.
 */
public sealed class Volume implements Closeable permits WritableVolume, VolumeBuilder {

    static final long MOST_BLOCKS = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;

    private final TreeAccess tree;
    private final Identity identity;
    private final OptionalLong tornRecord;

    Volume(TreeAccess tree, Identity identity, OptionalLong tornRecord) {
        this.tree = tree;
        this.identity = identity;
        this.tornRecord = tornRecord;
    }

    /**
     * Opens a volume for reading.
     *
     * @param device the device that holds the volume, from its first byte; {@link #close} closes it
     * @return the volume
     * @throws TfsFormatException when its log is damaged
     * @throws IOException when the device cannot be read
     */
    public static Volume open(BlockDevice device) throws IOException {
        return of(device, Replay.of(device));
    }

    /**
     * Opens a volume for reading as it was after one record of its log. Directories and attributes are exactly as they
     * were. Files show what their blocks hold now, because a log does not store overwritten contents.
     *
     * @param device the device that holds the volume, from its first byte; {@link #close} closes it
     * @param record the number of the record, from 0
     * @return the volume
     * @throws FileSystemException when the log has no such record
     * @throws TfsFormatException when the log is damaged before the end of that record; the rest is not read
     * @throws IOException when the device cannot be read
     */
    public static Volume openAt(BlockDevice device, long record) throws IOException {
        if (record < 0 || record == Long.MAX_VALUE) {
            throw new IllegalArgumentException("no number of a record: " + record);
        }
        Replay replay = Replay.ofFirst(device, record + 1);
        if (replay.records() <= record) {
            throw new FileSystemException(
                    device.toString(),
                    null,
                    "there is no record " + record + "; the last one of the log is " + (replay.records() - 1));
        }
        return of(device, replay);
    }

    /**
     * Opens a volume for reading in the state after a replay of its log, which may have ended early. For the packages
     * of this library: the type {@code Replay} is not exported.
     *
     * @param device the device that holds the volume, from its first byte; {@link #close} closes it
     * @param replay the replay of the log on the device
     * @return the volume
     * @throws TfsFormatException when the root is not a directory
     * @throws IOException when the size of the device cannot be determined
     */
    @SuppressWarnings("exports")
    public static Volume of(BlockDevice device, Replay replay) throws IOException {
        TreeAccess tree =
                new FixedTree(device, rootOf(replay), device.size() / BlockDevice.BLOCK_BYTES, replay.extensions());
        return new Volume(tree, replay.identity(), replay.torn());
    }

    static Tuple rootOf(Replay replay) throws TfsFormatException {
        Tuple root = replay.root();
        if (!root.has(Attributes.CHILDREN)) {
            root.set(Attributes.CHILDREN, new Tuple());
        }
        if (root.tuple(Attributes.CHILDREN).isEmpty()) {
            throw new TfsFormatException(
                    "the root is not a directory: its " + Attributes.CHILDREN + " are not a tuple");
        }
        return root;
    }

    /**
     * Opens a volume for writing. The state at the last commit is not damaged before the next
     * {@link WritableVolume#commit}. Only bytes that replace old bytes of a file go to the device at once. A resizable
     * device grows when the log finds no room. When the log has no room for an append, the first change replaces it by
     * a new log at once. Wrong link counts, which other tools leave, are corrected in memory, and the next commit or
     * close writes them. This correction counts as a change; otherwise opening writes nothing.
     *
     * @param device the device that holds the volume, from its first byte; nothing else writes to it; {@link #close}
     *     closes it
     * @param clock supplies the times of changes
     * @return the volume
     * @throws TfsFormatException when the log or the tree is damaged, or two files own the same block
     * @throws IOException when the device cannot be read
     */
    public static WritableVolume openForWriting(BlockDevice device, InstantSource clock) throws IOException {
        return openForWriting(device, clock, FreedBlocks.KEEP);
    }

    /**
     * Opens a volume for writing, as {@link #openForWriting(BlockDevice, InstantSource)} does.
     *
     * @param device the device that holds the volume, from its first byte; nothing else writes to it; {@link #close}
     *     closes it
     * @param clock supplies the times of changes
     * @param freedBlocks what to do with the bytes of blocks that the volume frees
     * @return the volume
     * @throws TfsFormatException when the log or the tree is damaged, or two files own the same block
     * @throws IOException when the device cannot be read
     */
    public static WritableVolume openForWriting(BlockDevice device, InstantSource clock, FreedBlocks freedBlocks)
            throws IOException {
        return WritableVolume.opened(device, clock, freedBlocks);
    }

    /**
     * Begins an empty volume. The device grows with what is written to it. A change does not set mtime.
     *
     * @param device the device to fill, from its first byte; {@link #close} closes it
     * @param identity label and UUID; the label may be longer than the Nanos kernel accepts, so that a copy can keep
     *     the label of its original
     * @return the volume to fill
     * @throws NoSpaceException when the label does not fit into block 0
     * @throws IOException when the device cannot be written
     */
    public static NewVolume create(ResizableDevice device, Identity identity) throws IOException {
        return create(device, identity, MOST_BLOCKS * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Begins an empty volume of a limited size, as {@link #create(ResizableDevice, Identity)} does.
     *
     * @param device the device to fill, from its first byte; {@link #close} closes it
     * @param identity label and UUID
     * @param bytes the largest size of the volume in bytes; the device must be able to hold it
     * @return the volume to fill
     * @throws NoSpaceException when a volume needs more, or the label does not fit into block 0
     * @throws IOException when the device cannot be written
     */
    public static NewVolume create(BlockDevice device, Identity identity, long bytes) throws IOException {
        return NewVolume.begin(device, identity, bytes);
    }

    /**
     * Opens a volume to change it by one commit. The state at the last commit stays on the device, whole, until
     * {@link VolumeBuilder#commit}; without a commit, nothing changes. Only a write of {@link OpenFile} over bytes that
     * a file has already goes to the device at once; a new file in its place does not. A resizable device grows with
     * what is written.
     *
     * @param device the device that holds the volume, from its first byte; nothing else writes to it; {@link #close}
     *     closes it
     * @return the volume; a change does not set mtime
     * @throws TfsFormatException when the log or the tree is damaged, or two files own the same block
     * @throws IOException when the device cannot be read
     */
    public static UpdatedVolume openForUpdate(BlockDevice device) throws IOException {
        return UpdatedVolume.opened(device);
    }

    /**
     * Creates an empty volume of the size of its device. The volume is durable when this returns.
     *
     * @param device the device to format; nothing else writes to it; {@link #close} closes it
     * @param identity label and UUID
     * @param clock supplies the times of changes
     * @return the volume
     * @throws IllegalArgumentException when the Nanos kernel would not accept the label
     * @throws NoSpaceException when the device is too small
     * @throws IOException when the device cannot be written
     */
    public static WritableVolume format(BlockDevice device, Identity identity, InstantSource clock) throws IOException {
        return WritableVolume.formatted(device, identity, clock);
    }

    /**
     * Returns the label and UUID.
     *
     * @return the identity
     */
    public final Identity identity() {
        return identity;
    }

    /**
     * Returns the root directory. Its attributes are also the configuration of the unikernel (docs/format.md, section
     * 3.2).
     *
     * @return the root
     */
    public final Directory root() {
        return new Directory(tree, tree.root());
    }

    /**
     * Returns the extensions of the log, in the order of the chain. For the packages of this library: the type
     * {@code Extension} is not exported.
     *
     * @return a snapshot
     */
    @SuppressWarnings("exports")
    public final List<Extension> logExtensions() {
        return tree.logExtensions();
    }

    /**
     * Returns the offset of an incomplete record, left by an interrupted write of another tool. The record has no
     * effect.
     *
     * @return the offset in bytes; empty when the log has no such record
     */
    public final OptionalLong tornRecord() {
        return tornRecord;
    }

    /**
     * Reads bytes of the volume, such as those of a {@link RegularFile.DataRun}, until the buffer is full.
     *
     * @param offset the offset of the first byte, in bytes from the start of the volume
     * @param target the buffer
     * @throws java.io.EOFException when the volume ends before the buffer is full
     * @throws IOException when the device cannot be read
     */
    public final void read(long offset, ByteBuffer target) throws IOException {
        tree.device().read(offset, target);
    }

    /** Returns the device of the volume. */
    final BlockDevice device() {
        return tree.device();
    }

    /**
     * Returns the size of the volume, or the limit of a volume that is being filled.
     *
     * @return the number of 512-byte blocks
     */
    public final long blocks() {
        return tree.blocks();
    }

    /**
     * Finds an inode by its number. This takes time in proportion to the number of inodes on which
     * {@link Inode#sessionNumber} was called.
     *
     * @param sessionNumber the number, as {@link Inode#sessionNumber} returned it since the volume was opened
     * @return the inode; empty when it has no name any more, or no inode ever had the number
     */
    public final Optional<Inode> inode(long sessionNumber) {
        return tree.read(() -> tree.inodes()
                .withNumber(sessionNumber)
                .filter(tuple -> !Directory.isRemoved(tuple))
                .map(tuple -> Inode.of(tree, tuple)));
    }

    /**
     * Counts blocks and inodes, as {@code statfs} reports them.
     *
     * @return the figures
     * @throws TfsFormatException when the tree is malformed
     */
    public final Statistics statistics() throws TfsFormatException {
        return tree.statistics();
    }

    /**
     * The use of a volume.
     *
     * @param blocks the number of blocks
     * @param freeBlocks the number of free blocks, at once or after a commit. A volume that can be changed does not
     *     count the blocks that it keeps for the log. A volume that is opened for reading counts them, so files may get
     *     fewer blocks than it counts
     * @param inodes the number of inodes, the root included
     */
    public record Statistics(long blocks, long freeBlocks, long inodes) {}

    /**
     * Closes the device. Names and attributes can still be read afterwards. When the image is a file of the host, a
     * read from it throws {@link java.nio.channels.ClosedChannelException}, also one that is under way in another
     * thread; holes, and parts of a compressed image that are unpacked already, can still be read.
     *
     * @throws IOException when that fails
     */
    @Override
    public void close() throws IOException {
        tree.device().close();
    }
}
