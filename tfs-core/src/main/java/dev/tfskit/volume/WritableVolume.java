// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * A volume that can be changed. {@link Volume#openForWriting} opens one, and {@link Volume#format} makes an empty one.
 * Every reader of this object and its inodes sees a change at once; {@link #commit} and {@link #close} make the changes
 * durable, so that they survive a crash. After a write to the device has failed, what was durable stays, and every
 * further change throws {@link dev.tfskit.error.VolumeFailedException}. Thread-safe.
 */
public final class WritableVolume extends Volume {

    private final LiveState live;

    private WritableVolume(LiveState live, Identity identity, OptionalLong tornRecord) {
        super(live, identity, tornRecord);
        this.live = live;
    }

    static WritableVolume opened(BlockDevice device, InstantSource clock, FreedBlocks freedBlocks) throws IOException {
        Replay replay = Replay.of(device);
        Tuple root = rootOf(replay);
        long blocks = device.size() / BlockDevice.BLOCK_BYTES;
        MountScan scan = MountScan.of(root, replay.extensions(), blocks);
        scan.removeDots();
        TrackedDevice tracked = TrackedDevice.ofExisting(device);
        Growth growth = device instanceof ResizableDevice file && file.canGrow()
                ? new DeviceGrowth(file, tracked)
                : Growth.NONE;
        BlockPool pool = new BlockPool(blocks, scan.space(), growth, Extension.NEXT_BLOCKS);
        BoundedLogReservations room = new BoundedLogReservations(pool, device.toString());
        room.keepRuns(replay.extensions().size());
        PresentLog log = PresentLog.replayed(tracked, replay, room);
        LivePolicy policy = new LivePolicy(clock, freedBlocks, CommitPolicy.AS_NEEDED);
        LiveState live = LiveState.of(tracked, new LiveState.Start(root, pool, room, log, scan, policy));
        return new WritableVolume(live, replay.identity(), replay.torn());
    }

    static WritableVolume formatted(BlockDevice device, Identity identity, InstantSource clock) throws IOException {
        identity.label().checkPortable();
        EmptyVolume made = EmptyVolume.of(device, device.size());
        BlockPool pool = made.pool();
        BoundedLogReservations room = new BoundedLogReservations(pool, device.toString());
        PresentLog log = PresentLog.begun(made.device(), identity, room);
        pool.keepLogRuns(EmptyVolume.FREE_LOG_RUNS);
        LivePolicy policy = new LivePolicy(clock, FreedBlocks.KEEP, CommitPolicy.AS_NEEDED);
        LiveState live = LiveState.of(
                made.device(), new LiveState.Start(made.root(), pool, room, log, MountScan.ofNothing(), policy));
        WritableVolume volume = new WritableVolume(live, identity, OptionalLong.empty());
        volume.commit();
        return volume;
    }

    /**
     * Sets an attribute of the root that is not part of the tree, such as {@code program}.
     *
     * @param name the name of the attribute
     * @param value the value; the volume gets a copy of a tuple or vector
     * @throws IllegalArgumentException when the name is empty or one of {@link Attributes#MANAGED}
     * @throws NoSpaceException when the log has no room for it
     * @throws IOException when the device fails
     */
    public void setRootAttribute(Symbol name, Value value) throws IOException {
        root().setAttribute(name, value);
    }

    /**
     * Makes all changes since the last commit durable, all or none (docs/format.md, section 8). Only bytes that replace
     * old bytes of a file may become durable earlier. Then compacts the log if it has enough obsolete entries (section
     * 9), while other threads change the volume.
     *
     * @throws IOException when the device fails; the volume can then no longer be changed; when it is opened again, it
     *     is as of the last commit that returned, or as of this one
     */
    public void commit() throws IOException {
        live.commit();
    }

    /**
     * Compacts the log: writes it anew without obsolete entries (docs/format.md, section 9). This makes all changes
     * durable.
     *
     * @return false when there is no room or no memory for the new log, or another thread is compacting; nothing is
     *     durable that was not before
     * @throws IOException when the device fails; the volume can then no longer be changed; when it is opened again, it
     *     is as of the last commit that returned, or as of this one
     */
    public boolean compact() throws IOException {
        return live.compactor().compact();
    }

    /**
     * Returns whether a commit would write anything.
     *
     * @return true if a change is not durable yet
     */
    public boolean hasChanges() {
        return live.committer().hasChanges();
    }

    /**
     * Makes all changes durable, and closes the device, also when that fails. It waits for a commit of another thread.
     * A change that another thread begins later throws {@link java.nio.file.ClosedFileSystemException}, which is
     * unchecked; one that is under way can fail. So other threads should end first.
     *
     * @throws IOException when the device fails, or has failed before and left changes that are not durable
     */
    @Override
    public void close() throws IOException {
        try (BlockDevice _ = live.device()) {
            live.close();
        }
    }
}
