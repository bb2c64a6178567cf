// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Seeds;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Volume;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The process behind a mount is killed while several write, again and again: what was synced is there, and the image is
 * sound.
 */
@Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledIT extends OnImage {

    private static final int ROUNDS = FullForm.or(20, 3);
    private static final int WRITERS = 3;
    private static final int LIMIT_MINUTES = 4;
    private static final int MOST_DONE = 400;

    @Override
    long imageBytes() {
        return 256L << 20;
    }

    /** Returns options for mounting. */
    String[] options() {
        return new String[0];
    }

    /** Opens what was mounted. */
    BlockDevice open() throws IOException {
        return ImageFile.openForReading(image);
    }

    /** A round that fails must not leave a mount. */
    @AfterEach
    void leaveNothingMounted() throws IOException, InterruptedException {
        if (isMounted()) {
            shell.run("umount -i -l \"$1\"", directory);
        }
    }

    @Test
    void unsyncedFilesSurviveAKillAfterATimedCommit() throws Exception {
        Command.Running process = mountInForeground((Object[]) options());
        Files.writeString(directory.resolve("f"), "text");
        Await.until("the file is durable without a sync", () -> isDurable("f"));
        process.process().toHandle().destroyForcibly();
        process.result();
        try (TestMount mount = TestMount.of(image, options())) {
            assertEquals("text", mount.run("cat f"));
        }
    }

    private boolean isDurable(String name) throws IOException {
        try (BlockDevice device = open()) {
            return Volume.open(device).root().find(Symbol.of(name)).isPresent();
        } catch (TfsFormatException isBeingWritten) {
            return false;
        }
    }

    @Test
    void syncedFilesSurviveAKill() throws Exception {
        Seeds.repeat(1, this::run);
    }

    private void run(Random random) throws Exception {
        List<DurableWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new DurableWriter(directory, "w" + i + "-", random.nextLong()));
        }
        for (int round = 0; round < ROUNDS; round++) {
            kill(mountInForeground((Object[]) options()), writers, 1 + random.nextInt(MOST_DONE));
            try (BlockDevice device = open()) {
                TestImage.check(device);
            }
            try (TestMount mount = TestMount.of(image, options())) {
                assertEquals(directory, mount.root());
                for (DurableWriter writer : writers) {
                    writer.check();
                }
            }
        }
    }

    /** Lets the writers write until they have done so much, and kills the process while they go on. */
    private void kill(Command.Running process, List<DurableWriter> writers, int enough) throws Exception {
        CountDownLatch done = new CountDownLatch(enough);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            List<Future<?>> running = new ArrayList<>();
            for (DurableWriter writer : writers) {
                running.add(threads.submit(() -> writer.writeUntilItFails(done)));
            }
            threads.submit(() -> makeNoise(directory.resolve("noise")));
            boolean isEnough;
            try {
                isEnough = done.await(LIMIT_MINUTES, TimeUnit.MINUTES);
            } finally {
                // The writers end when it is dead.
                process.process().toHandle().destroyForcibly();
            }
            assertTrue(
                    isEnough,
                    () -> done.getCount() + " of " + enough + " steps left after " + LIMIT_MINUTES + " minutes");
            for (Future<?> each : running) {
                each.get();
            }
        }
        process.result();
    }

    /** Writes much, and syncs nothing. */
    private static void makeNoise(Path file) {
        byte[] bytes = new byte[10 << 20];
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
