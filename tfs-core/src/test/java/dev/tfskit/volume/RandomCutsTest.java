// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.Sampling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The power is cut while random operations are carried out, by one thread or by several. The system property
 * {@code tfs.cuts} sets how many disks are checked about; {@code tfs.steps}, how many operations there are.
 */
@Tag("slow")
class RandomCutsTest {

    private static final long BYTES = 8 << 20;
    private static final int THREADS = 4;
    private static final int DISKS = Integer.getInteger("tfs.cuts", 12_000);
    private static final int STEPS = Integer.getInteger("tfs.steps", 2000);

    @Test
    void everyDiskShowsWhatOneThreadHadCommitted() throws Exception {
        Seeds.repeat(1, random -> {
            Story story = Story.of(Story.empty(BYTES), anyOf(random));
            new RandomSteps(story, story.journal(), random, 8000).take(STEPS);
            story.commit();
            story.volume().close();
            check(story, random);
        });
    }

    @Test
    void everyDiskShowsWhatSeveralThreadsHadCommitted() throws Exception {
        Seeds.repeat(1, random -> {
            Story story = Story.ofThreads(Story.empty(BYTES), THREADS, anyOf(random));
            List<Future<Boolean>> running = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (Journal journal : story.journals()) {
                    Random own = new Random(random.nextLong());
                    running.add(threads.submit(() -> {
                        new RandomSteps(story, journal, own, 8000).take(STEPS / THREADS);
                        return true;
                    }));
                }
            }
            for (Future<Boolean> each : running) {
                finish(each);
            }
            story.commit();
            story.volume().close();
            check(story, random);
        });
    }

    private static FreedBlocks anyOf(Random random) {
        return FreedBlocks.values()[random.nextInt(FreedBlocks.values().length)];
    }

    private static void finish(Future<Boolean> running) throws IOException, InterruptedException {
        try {
            assertTrue(running.get());
        } catch (ExecutionException e) {
            throw new AssertionError("one of the threads", e);
        }
    }

    private static void check(Story story, Random random) {
        int positions = story.cuts();
        int perCut = Math.max(1, DISKS / positions / 5);
        assertTrue(story.check(new Sampling(4L * perCut, perCut, random.nextLong())) > positions);
    }
}
