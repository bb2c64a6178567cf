// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may hold a lock at the same time, and what its assertions say. */
@Timeout(60)
class SharedLockTest {

    private static final int THREADS = 4;

    private final SharedLock lock = new SharedLock();

    /** Guarded by the lock. */
    private int count;

    private int failWith(String message) throws IOException {
        lock.assertHeld();
        throw new IOException(message);
    }

    @Test
    void readersShareTheLock() throws Exception {
        CyclicBarrier allRead = new CyclicBarrier(THREADS);
        List<Future<Integer>> reads = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                reads.add(threads.submit(() -> lock.read(allRead::await)));
            }
        }
        for (Future<Integer> read : reads) {
            assertTrue(read.get() < THREADS);
        }
    }

    @Test
    void writerHasTheLockForItself() throws Exception {
        int each = 100_000;
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.execute(() -> {
                    for (int written = 0; written < each; written++) {
                        lock.write(() -> ++count);
                    }
                });
            }
        }
        assertEquals(THREADS * each, lock.read(() -> count));
    }

    @Test
    void writerMayReadAndWriteAgain() {
        assertEquals(2, lock.write(() -> lock.read(() -> 1) + lock.write(() -> 1)));
    }

    @Test
    void failureEndsTheHold() {
        assertEquals(
                "read",
                assertThrows(IOException.class, () -> lock.read(() -> failWith("read")))
                        .getMessage());
        assertThrows(AssertionError.class, lock::assertHeld);
        assertEquals(
                "write",
                assertThrows(IOException.class, () -> lock.write(() -> failWith("write")))
                        .getMessage());
        assertThrows(AssertionError.class, lock::assertHeld);
    }

    @Test
    void readerDoesNotHoldTheLockForWriting() {
        lock.read(() -> {
            lock.assertHeld();
            return assertThrows(AssertionError.class, lock::assertHeldForWriting);
        });
        lock.write(() -> {
            lock.assertHeld();
            lock.assertHeldForWriting();
            return true;
        });
    }

    @Test
    void holdOfAnotherThreadDoesNotCount() throws Exception {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            lock.write(() -> other.submit(() -> assertThrows(AssertionError.class, lock::assertHeldForWriting))
                    .get());
            lock.read(() -> other.submit(() -> assertThrows(AssertionError.class, lock::assertHeld))
                    .get());
        }
    }
}
