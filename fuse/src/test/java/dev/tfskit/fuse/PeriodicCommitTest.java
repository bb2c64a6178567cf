// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicCommitTest {

    private final List<String> lines = new ArrayList<>();
    private final List<VolumeFailedException> failures = new ArrayList<>();
    private int ends;

    private PeriodicCommit task(IoRunnable commit) {
        return new PeriodicCommit(commit, failures::add, lines::add, () -> ends++);
    }

    @Test
    void commitsGoOnAfterOneThatFoundNoMemory() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            PeriodicCommit commit = task(() -> {
                third.countDown();
                if (runs.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("Java heap space");
                }
            });
            var _ = timer.scheduleWithFixedDelay(commit, 1, 1, TimeUnit.MILLISECONDS);
            assertTrue(third.await(1, TimeUnit.MINUTES));
            timer.shutdownNow();
        }
        assertEquals(
                List.of("a commit has failed and is tried again: java.lang.OutOfMemoryError: Java heap space"), lines);
        assertEquals(0, ends);
    }

    @Test
    void failedVolumeEndsTheCommits() {
        VolumeFailedException failure = new VolumeFailedException("v.raw", new IOException("no disk"));
        task(() -> {
                    throw failure;
                })
                .run();
        assertEquals(List.of(failure), failures);
        assertEquals(List.of(), lines);
        assertEquals(1, ends);
    }

    @Test
    void otherFailureEndsTheCommitsWithALine() {
        task(() -> {
                    throw new IOException("no disk");
                })
                .run();
        assertEquals(List.of("a commit has failed: no disk"), lines);
        assertEquals(1, ends);
    }
}
