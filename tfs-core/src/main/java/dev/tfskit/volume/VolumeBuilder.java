// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.log.Replay;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A volume whose changes all become durable together, by {@link #commit}. Only bytes that an {@link OpenFile} writes
 * over old bytes of a file take effect on the device before that. {@link Volume#create} begins a new volume, and
 * {@link Volume#openForUpdate} opens an existing one. A change does not set mtime. The volume can be read at any time.
 * {@link #close} commits nothing. Not thread-safe; {@link BulkWriter} states which of its methods many threads may
 * call.
 */
public final class VolumeBuilder extends Volume {

    private final LiveState live;
    private final RevertibleDevice revertible;
    /** The label and UUID that the next commit writes; null when they stay. */
    private @Nullable Identity newIdentity;

    private boolean wantsNewLog;
    /** The values of attributes since the last commit. */
    private AttributeCopies copies = new AttributeCopies();

    private VolumeBuilder(LiveState live, Identity identity, OptionalLong tornRecord, RevertibleDevice revertible) {
        super(live, identity, tornRecord);
        this.live = live;
        this.revertible = revertible;
    }

    static VolumeBuilder begin(BlockDevice device, Identity identity, long bytes) throws IOException {
        NewVolume made = NewVolume.of(device, bytes);
        LogReservations room = new UnboundedLogReservations(made.pool(), device.toString());
        LogWriter log = LogWriter.create(made.device(), identity, room);
        made.space().claim(NewVolume.FREE_FOR_LOG);
        return new VolumeBuilder(
                LiveState.of(
                        made.device(),
                        new LiveState.Start(
                                identity,
                                made.root(),
                                made.pool(),
                                room,
                                log,
                                new Dictionary(),
                                0,
                                null,
                                FreedBlocks.KEEP,
                                CommitPolicy.BY_USER,
                                MountScan.ofNothing())),
                identity,
                OptionalLong.empty(),
                RevertibleDevice.fixed(device));
    }

    static VolumeBuilder opened(BlockDevice device) throws IOException {
        Replay replay = Replay.of(device);
        Tuple root = rootOf(replay);
        RevertibleDevice revertible = RevertibleDevice.of(device);
        long blocks = device.size() / BlockDevice.BLOCK_BYTES;
        MountScan scan = MountScan.of(root, replay.extensions(), blocks);
        scan.removeDots();
        FreeSpace space = scan.space();
        long most = revertible.canGrow() ? MOST_BLOCKS : blocks;
        if (most > blocks) {
            space.release(new BlockRun(blocks, most - blocks));
        }
        // Gaps are filled first, so that the image does not grow with each update.
        space.continueAt(0);
        BlockPool pool = new BlockPool(most, space, Growth.NONE, Extension.NEXT_BLOCKS);
        TrackedDevice tracked = TrackedDevice.ofExisting(revertible);
        LogReservations room = revertible.canGrow()
                ? new SingleCommitReservations(pool, revertible, device.toString())
                : new BoundedLogReservations(pool, device.toString());
        LiveState live = LiveState.continued(
                tracked, replay, root, pool, room, null, FreedBlocks.KEEP, CommitPolicy.BY_USER, scan);
        return new VolumeBuilder(live, replay.identity(), replay.torn(), revertible);
    }

    /**
     * Returns the number of blocks to which the image can be cut.
     *
     * @return the block behind the last one that the volume uses or keeps free for its log
     */
    public long endOfUse() {
        return live.mutations().pool().endOfUse();
    }

    /**
     * Returns the number of blocks that belong to files.
     *
     * @return the blocks that are used neither by the log nor kept free for it
     */
    public long fileBlocks() {
        long logBlocks = 0;
        for (Extension extension : logExtensions()) {
            logBlocks += extension.blocks();
        }
        Statistics statistics = live.statistics();
        return statistics.blocks() - statistics.freeBlocks() - logBlocks - NewVolume.FREE_FOR_LOG.length();
    }

    /**
     * Creates a writer for the contents of new files.
     *
     * @return a writer; the files that it fills must not be open
     */
    public BulkWriter bulkWriter() {
        return new BulkWriter(live);
    }

    /**
     * Sets the length of a file that {@link BulkWriter} fills, and leaves its extents as they are. Where the file has
     * no extent, it reads as zeros.
     *
     * @param file a file of this volume
     * @param bytes the length in bytes, at least 0
     * @throws IllegalArgumentException when the file is of another volume, or the length is negative
     * @throws IOException when the device fails
     */
    public void setLength(RegularFile file, long bytes) throws IOException {
        live.checkOwns(file);
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative length: " + bytes);
        }
        file.setLength(bytes);
    }

    /**
     * Sets an attribute of the root that is not part of the tree, such as {@code program}.
     *
     * @param name the name of the attribute
     * @param value the value; the volume gets a copy of a tuple or vector
     * @throws IllegalArgumentException when the name is empty or one of {@link Attributes#MANAGED}
     * @throws IOException when the device fails
     */
    public void setRootAttribute(Symbol name, Value value) throws IOException {
        root().setAttribute(name, value);
    }

    /**
     * Sets an attribute, as {@link Inode#setAttribute(Symbol, Value)} does. Until the next {@link #commit}, a tuple or
     * vector object that occurs in several values is copied once, and all these attributes share the copy. So a source
     * whose values share parts does not make the volume much larger than the source is.
     *
     * @param inode an inode of this volume
     * @param name the name of the attribute
     * @param value the value. The caller must not change its tuples and vectors before the next commit: a later call
     *     with the same object would store the contents of the first call
     * @throws IllegalArgumentException when the inode is of another volume, or the name is empty or one of
     *     {@link Attributes#MANAGED}
     * @throws IOException when the device fails
     */
    public void setAttribute(Inode inode, Symbol name, Value value) throws IOException {
        live.checkOwns(inode);
        try {
            inode.setAttribute(name, value, copies);
        } catch (IOException | RuntimeException | Error e) {
            // Parts of the value have counted, but are not in the volume.
            copies = new AttributeCopies();
            throw e;
        }
    }

    /**
     * Sets the label and the UUID, which the next {@link #commit} writes. Until the volume is opened again,
     * {@link #identity} returns the old ones.
     *
     * @param identity the label and UUID
     * @throws IllegalArgumentException when the label is another one than before, and the Nanos kernel would not accept
     *     it
     */
    public void setIdentity(Identity identity) {
        if (!identity.label().equals(live.compactor().identity().label())) {
            identity.label().checkPortable();
        }
        newIdentity = identity.equals(live.compactor().identity()) ? null : identity;
    }

    /**
     * Returns the label and UUID that the next {@link #commit} leaves.
     *
     * @return those of {@link #setIdentity}; otherwise those of the last commit
     */
    public Identity nextIdentity() {
        return newIdentity == null ? live.compactor().identity() : newIdentity;
    }

    /** Lets the next {@link #commit} write the log anew, without what is obsolete (docs/format.md, section 9). */
    public void rewriteLog() {
        wantsNewLog = true;
    }

    /**
     * The result of {@link #defragment}. A file with several holes can be moved in part.
     *
     * @param isMoved whether blocks of the file get another place
     * @param isContiguous false when a part of the file stays in pieces, because no free run of blocks is long enough
     */
    public record Defragmented(boolean isMoved, boolean isContiguous) {}

    /**
     * Moves the contents of a file so that they are contiguous, except for the holes of the file. What is contiguous
     * already stays where it is. The move takes effect with the next {@link #commit}.
     *
     * @param file a file of this volume that is not open
     * @return whether the file is moved, and whether it is contiguous then
     * @throws IllegalArgumentException when the file is of another volume
     * @throws NoSpaceException when the log has no room for the new extents; a part of the file may be moved then
     * @throws IOException when the device fails, or the file is damaged
     */
    public Defragmented defragment(RegularFile file) throws IOException {
        live.checkOwns(file);
        return new Defragmentation(live, file).run();
    }

    /**
     * Gives the storage of all free blocks back to the host, where the host can take it; otherwise they are overwritten
     * with zeros. Only for a volume without changes since it was opened, or since the last {@link #commit}.
     *
     * @throws IllegalStateException when there are changes
     * @throws IOException when the device fails
     */
    public void punchFreeBlocks() throws IOException {
        if (hasChanges()) {
            throw new IllegalStateException("a volume with changes; commit first");
        }
        long blocks = live.device().size() / BlockDevice.BLOCK_BYTES;
        for (BlockRun run : live.mutations().pool().freeRuns()) {
            long end = Math.min(run.end(), blocks);
            if (end > run.start()) {
                live.device()
                        .zero(run.start() * BlockDevice.BLOCK_BYTES, (end - run.start()) * BlockDevice.BLOCK_BYTES);
            }
        }
        live.device().force();
    }

    /**
     * Makes the device at least so large. The new size stays if a {@link #commit} follows.
     *
     * @param bytes the size in bytes
     * @throws FileSystemException when the device is smaller and has a fixed size, or the volume is a new one
     * @throws IOException when the device cannot become so large
     */
    public void enlarge(long bytes) throws IOException {
        long present = live.device().size();
        if (bytes > present && !revertible.canGrow()) {
            throw new FileSystemException(
                    live.device().toString(),
                    null,
                    "cannot get another size: it has " + Messages.bytes(present) + ", and " + bytes
                            + " are wanted; make the image anew with a larger size");
        }
        revertible.growTo(Math.ceilDiv(bytes, BlockDevice.BLOCK_BYTES));
    }

    /**
     * Returns the present size of the device.
     *
     * @return the size in bytes
     * @throws IOException when it cannot be determined
     */
    public long bytes() throws IOException {
        return live.device().size();
    }

    /**
     * Returns whether a commit would write anything.
     *
     * @return true if a change is not durable yet
     * @throws IOException when the size of the device cannot be determined
     */
    public boolean hasChanges() throws IOException {
        return live.committer().hasChanges() || revertible.hasGrown() || wantsNewLog || newIdentity != null;
    }

    /**
     * Makes the present content durable, all of it or none (docs/format.md, section 8). The volume can be changed and
     * committed again.
     *
     * @throws NoSpaceException when there is no room for a new log; nothing has changed on the device then. A new log
     *     is written after {@link #rewriteLog}, when label or UUID change together with the tree, when block 0 has no
     *     room for the new label, and when another tool has filled the log
     * @throws IOException when the device fails; the volume can then no longer be changed
     */
    public void commit() throws IOException {
        // Also when this fails: part of it may have taken place.
        copies = new AttributeCopies();
        if (wantsNewLog) {
            commitAnew();
        } else if (newIdentity != null) {
            commitIdentity();
        } else if (live.committer().hasChanges() && !live.committer().canAppend()) {
            commitAnew();
        } else {
            commitTree();
        }
        newIdentity = null;
        wantsNewLog = false;
        revertible.forgetOldSize();
    }

    /**
     * Makes durable what the device holds. The program that wrote it may not have done so. Unlike {@link #commit}, this
     * writes nothing, and leaves changes as they are.
     *
     * @throws IOException when the device fails; the volume can then no longer be changed
     */
    public void force() throws IOException {
        if (live.device().isUnforced()) {
            live.device().force();
        }
    }

    private void commitTree() throws IOException {
        if (revertible.canGrow()) {
            revertible.growTo(endOfUse());
        }
        if (revertible.hasGrown()) {
            live.device().force();
        }
        live.commit();
        if (live.device().hasUnforcedWrites()) {
            // A compaction that found no room has written to free blocks. They are no changes.
            live.device().force();
        }
    }

    /** Block 0 holds the label, so writing this block must make all changes valid. */
    private void commitIdentity() throws IOException {
        boolean isAlone = !live.committer().hasChanges() && !revertible.hasGrown();
        if (!isAlone || !live.compactor().writeIdentity(nextIdentity())) {
            commitAnew();
        }
    }

    private void commitAnew() throws IOException {
        if (revertible.canGrow()) {
            revertible.growTo(endOfUse());
        }
        live.compactor().commitAnew(nextIdentity(), this::nextLogRun);
        if (revertible.canGrow()) {
            // The new log may have taken the free runs that the kernel needs, and kept others behind the end of the
            // file.
            revertible.growTo(endOfUse());
            live.device().force();
        }
    }

    /** Takes a run for a new log. The file reaches to its end before the log refers to it. */
    private Optional<BlockRun> nextLogRun() throws IOException {
        Optional<BlockRun> run = live.mutations().pool().takeLogRun();
        if (run.isPresent()) {
            revertible.growTo(run.get().end());
        }
        return run;
    }

    /**
     * Closes the device. An image file that has grown since the last commit gets its old size back, also when a commit
     * has failed so early that the log does not refer to the new blocks. Another thread may call this at any time, to
     * cancel an update. Do not use the volume afterwards: changes are lost, not always with an exception.
     *
     * @throws IOException when that fails
     */
    @Override
    public void close() throws IOException {
        try (BlockDevice _ = live.device()) {
            revertible.restore();
        }
    }
}
