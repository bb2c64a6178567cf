package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process behind a mount is killed while several write, again and again: what was synced is there, and the image is sound. */
@Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledIT {

    private static final int ROUNDS = FullForm.or(20, 3);
    private static final int WRITERS = 3;
    private static final int MOST_DONE = 400;
    private static final long BYTES = 256L << 20;

    @TempDir
    private Path temp;

    @BeforeAll
    static void needFuse() throws IOException, InterruptedException {
        FuseHere.isNeeded();
    }

    @Test
    void whatWasSyncedIsThereAndTheImageIsSound() throws Exception {
        Seeds.repeat(1, this::run);
    }

    private void run(final Random random) throws Exception {
        final Path real = temp.toRealPath();
        final Path image = TestImage.make(real.resolve("disk.raw"), BYTES);
        final Path root = Files.createDirectory(real.resolve("mnt"));
        final List<DurableWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new DurableWriter(root, "w" + i + "-", random.nextLong()));
        }
        for (int round = 0; round < ROUNDS; round++) {
            kill(new Shell(real).startFuse("--foreground", image, root), root, writers, 1 + random.nextInt(MOST_DONE));
            TestImage.check(image);
            try (TestMount mount = TestMount.of(image)) {
                assertEquals(root, mount.root());
                for (final DurableWriter writer : writers) {
                    writer.check();
                }
            }
        }
    }

    /** Lets the writers write until they have done so much, and kills the process while they go on. */
    private static void kill(final Process process, final Path root, final List<DurableWriter> writers, final int enough) throws Exception {
        while (MountTable.imageOn(root).isEmpty() && process.isAlive()) {
            Thread.onSpinWait();
        }
        final CountDownLatch done = new CountDownLatch(enough);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            final List<Future<?>> running = new ArrayList<>();
            for (final DurableWriter writer : writers) {
                running.add(threads.submit(() -> writer.writeUntilItFails(done)));
            }
            threads.submit(() -> makeNoise(root.resolve("noise")));
            done.await();
            process.toHandle().destroyForcibly();
            for (final Future<?> each : running) {
                each.get();
            }
        }
        Shell.end(process);
    }

    /** Writes much, and syncs nothing. */
    private static void makeNoise(final Path file) {
        final byte[] bytes = new byte[10 << 20];
        try {
            while (true) {
                Files.write(file, bytes);
                Files.delete(file);
            }
        } catch (IOException killed) {
            // That is what it goes on to.
        }
    }
}
