// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An existing volume whose changes take effect only with a commit, all of them or none, as {@code --update} of tfs-mkfs
 * changes it. A resizable device grows as the volume needs it, and gets its old size back when there is no commit. Not
 * thread-safe, except for {@link #close}.
 */
public final class UpdatedVolume extends VolumeBuilder {

    private final RevertibleDevice revertible;
    /** The label and UUID that the next commit writes; null when they stay. */
    private @Nullable Identity newIdentity;

    private boolean wantsNewLog;

    private UpdatedVolume(LiveState live, Identity identity, OptionalLong tornRecord, RevertibleDevice revertible) {
        super(live, identity, tornRecord);
        this.revertible = revertible;
    }

    static UpdatedVolume opened(BlockDevice device) throws IOException {
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
        PresentLog log = PresentLog.replayed(tracked, replay, room);
        LiveState.Start start = new LiveState.Start(root, pool, room, log, scan, LivePolicy.OF_BUILDERS);
        return new UpdatedVolume(LiveState.of(tracked, start), replay.identity(), replay.torn(), revertible);
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
     * Makes the device at least so large. The new size stays if a {@link #commit} follows.
     *
     * @param bytes the size in bytes
     * @throws FileSystemException when the device is smaller and has a fixed size
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

    @Override
    void commitChanges() throws IOException {
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

    private void commitTree() throws IOException {
        if (revertible.canGrow()) {
            revertible.growTo(endOfUse());
        }
        if (revertible.hasGrown()) {
            live.device().force();
        }
        super.commitChanges();
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
