// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Several threads work in one volume, each in a tree of its own that is compared with a model, and all in one that they
 * share.
 */
class ConcurrentModelTest {

    private static final int WORKERS = 4;
    private static final int STEPS = 1500;
    private static final Symbol SHARED = Symbol.of("shared");
    private static final Symbol READ_ONLY = Symbol.of("read only");

    private final ModelClock clock = new ModelClock();

    @Test
    void everyThreadFindsItsOwnFiles() throws Exception {
        Seeds.repeat(4, this::run);
    }

    private void run(Random random) throws Exception {
        int blocks = 3073 + (random.nextBoolean() ? 6000 : 30_000);
        MemoryDevice memory = new MemoryDevice(new byte[blocks * BlockDevice.BLOCK_BYTES]);
        BlockDevice device = new DeviceSlice(memory, 0, memory.size());
        clock.next();
        WritableVolume volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("threads")), clock);
        volume.root().createDirectory(SHARED);
        byte[] content = new byte[100_000];
        random.nextBytes(content);
        RegularFile constant = volume.root().createFile(READ_ONLY);
        try (OpenFile open = constant.open()) {
            open.write(0, ByteBuffer.wrap(content));
        }
        List<ModelSession> sessions = new ArrayList<>();
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 2)) {
            List<Future<?>> workers = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                ModelSession session =
                        new ModelSession(volume, volume.root().createDirectory(Symbol.of("tree" + i)), clock);
                sessions.add(session);
                long seed = random.nextLong();
                workers.add(threads.submit(() -> work(session, new Random(seed))));
            }
            others.add(threads.submit(() -> readUntil(isOver, constant, content)));
            others.add(threads.submit(() -> compactUntil(isOver, volume)));
            try {
                for (Future<?> worker : workers) {
                    await(worker);
                }
            } finally {
                isOver.set(true);
            }
            for (Future<?> other : others) {
                await(other);
            }
        }
        finish(volume, device, sessions);
    }

    private static void await(Future<?> task) throws Exception {
        try {
            task.get(5, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private boolean work(ModelSession session, Random random) throws IOException {
        ModelComparison comparison = new ModelComparison();
        clock.next();
        session.view(session.top()).setModified(clock.instant());
        session.top().touch(clock.instant());
        try {
            for (int i = 1; i <= STEPS; i++) {
                if (random.nextInt(8) == 0) {
                    meetOthers(session.volume(), random);
                } else {
                    ModelStep.any(random).run(session, random);
                }
                if (i % 300 == 0) {
                    comparison.compare(session);
                }
            }
            return true;
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(String.join("\n", session.trace()), e);
        }
    }

    /** A step in the directory that all threads share: any result is right, but it must do no harm. */
    private static void meetOthers(WritableVolume volume, Random random) throws IOException {
        Directory shared = (Directory) volume.root().find(SHARED).orElseThrow();
        List<DirectoryEntry> entries = shared.entries();
        try {
            Symbol name = ModelNames.any(random);
            Inode any = entries.isEmpty()
                    ? shared
                    : entries.get(random.nextInt(entries.size())).inode();
            Directory directory = any instanceof Directory found ? found : shared;
            switch (random.nextInt(8)) {
                case 0 -> shared.createDirectory(name);
                case 1 -> directory.createFile(name);
                case 2 -> shared.unlink(name);
                case 3 -> shared.removeDirectory(name);
                case 4 ->
                    shared.rename(name, directory, ModelNames.any(random), RenameMode.values()[random.nextInt(3)]);
                case 5 -> directory.rename(name, shared, ModelNames.any(random), RenameMode.REPLACE);
                case 6 -> directory.link(name, any);
                default -> write(any, random);
            }
        } catch (FileSystemException | IllegalArgumentException refused) {
            // Another thread was faster.
        }
    }

    private static void write(Inode any, Random random) throws IOException {
        if (any instanceof RegularFile file) {
            try (OpenFile open = file.open()) {
                open.write(random.nextInt(100_000), ByteBuffer.allocate(1 + random.nextInt(20_000)));
                open.truncate(random.nextInt(100_000));
                open.sync(SyncScope.DATA);
            }
        }
    }

    private static boolean readUntil(AtomicBoolean isOver, RegularFile file, byte[] content) throws IOException {
        try (OpenFile open = file.open()) {
            while (!isOver.get()) {
                ByteBuffer read = ByteBuffer.allocate(content.length);
                assertEquals(content.length, open.read(0, read));
                assertArrayEquals(content, read.array());
            }
        }
        return true;
    }

    private static boolean compactUntil(AtomicBoolean isOver, WritableVolume volume) throws IOException {
        while (!isOver.get()) {
            volume.compact();
            volume.commit();
        }
        return true;
    }

    private void finish(WritableVolume volume, BlockDevice device, List<ModelSession> sessions) throws IOException {
        for (ModelSession session : sessions) {
            session.closeHandles();
        }
        volume.commit();
        MountScan scan = MountScan.of(Tuples.of(volume.root()), volume.logExtensions(), volume.blocks());
        BlockPool pool = volume.root().tree.live().mutations().pool();
        assertEquals(scan.space().freeBlocks(), pool.freeBlocks() + (long) pool.logRuns() * Extension.NEXT_BLOCKS);
        assertEquals(scan.inodes(), volume.statistics().inodes());
        volume.close();
        Checks.assertReadable(device);
        WritableVolume again = Volume.openForWriting(device, clock);
        for (int i = 0; i < WORKERS; i++) {
            sessions.get(i).continueIn(again, (Directory)
                    again.root().find(Symbol.of("tree" + i)).orElseThrow());
            new ModelComparison().compare(sessions.get(i));
        }
        again.close();
    }
}
