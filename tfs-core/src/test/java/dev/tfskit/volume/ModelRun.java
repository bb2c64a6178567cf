// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.space.BlockPool;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A volume and its model from an empty one to the last comparison, through a list of steps, each of which is a seed.
 */
final class ModelRun {

    private static final int COMPARED_EVERY = 150;
    private static final int FILLED_EVERY = 25;

    private final ModelClock clock = new ModelClock();
    private final ModelComparison comparison = new ModelComparison();
    private final MemoryDevice memory;
    private final BlockDevice device;
    private final ModelSession session;
    private WritableVolume volume;
    private IoConsumer<ModelSession> filling = _ -> {};

    /**
     * A run.
     *
     * @param blocks the size of the volume
     * @param canGrow whether the device allows it to grow
     */
    ModelRun(int blocks, boolean canGrow) throws IOException {
        this.memory = new MemoryDevice(new byte[blocks * BlockDevice.BLOCK_BYTES]);
        this.device = canGrow ? memory : new DeviceSlice(memory, 0, memory.size());
        clock.next();
        this.volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("model")), clock);
        volume.root().setModified(clock.instant());
        this.session = new ModelSession(volume, volume.root(), clock);
    }

    ModelSession session() {
        return session;
    }

    /** Lets something fill the volume before the first step, and again after each few steps. */
    ModelRun fillingUp(IoConsumer<ModelSession> with) {
        filling = with;
        return this;
    }

    void run(List<Long> steps) throws IOException {
        int count = 0;
        for (long step : steps) {
            if (count % FILLED_EVERY == 0) {
                filling.accept(session);
            }
            Random random = new Random(step);
            if (random.nextInt(100) == 0) {
                reopen(random.nextBoolean());
            } else {
                ModelStep.any(random).run(session, random);
            }
            if (++count % COMPARED_EVERY == 0) {
                compare();
            }
        }
        compare();
        finish();
    }

    private void reopen(boolean close) throws IOException {
        session.note(close ? "close and open" : "commit, drop and open");
        if (close) {
            session.closeHandles();
            volume.close();
        } else {
            volume.commit();
        }
        volume = Volume.openForWriting(device, clock);
        session.continueIn(volume, volume.root());
        compare();
    }

    private void compare() throws IOException {
        comparison.compare(session);
        Set<ModelInode> nameless = new HashSet<>();
        long namelessBlocks = 0;
        for (ModelHandle handle : session.handles()) {
            if (handle.model().isGone() && nameless.add(handle.model())) {
                for (Extent extent : handle.open().file().extents()) {
                    namelessBlocks += extent.allocated();
                }
            }
        }
        assertEquals(session.all().size(), volume.statistics().inodes(), "inodes");
        LiveState live = volume.root().tree.live();
        BlockPool pool = live.mutations().pool();
        MountScan scan = MountScan.of(Tuples.of(volume.root()), volume.logExtensions(), volume.blocks());
        assertEquals(
                scan.space().freeBlocks(),
                pool.freeBlocks() + (long) pool.logRuns() * Extension.NEXT_BLOCKS + namelessBlocks,
                "blocks without an owner");
        if (nameless.isEmpty() && !session.usesGone()) {
            assertEquals(scan.entries(), live.read(live.mutations()::liveEntries), "entries");
        }
    }

    /** Removes everything, which must leave nothing but the log. */
    private void finish() throws IOException {
        volume.commit();
        Checks.assertReadable(device);
        new ModelNameSteps(session, new Random(0)).empty(session.top());
        session.closeHandles();
        volume.commit();
        compare();
        long logBlocks = 0;
        for (Extension extension : volume.logExtensions()) {
            logBlocks += extension.blocks();
        }
        BlockPool pool = volume.root().tree.live().mutations().pool();
        assertEquals(
                volume.blocks() - logBlocks,
                pool.freeBlocks() + (long) pool.logRuns() * Extension.NEXT_BLOCKS,
                "free blocks");
        volume.close();
        Checks.assertReadable(device);
    }
}
