// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CleanUpTest {

    private final Diagnostics diagnostics = new Diagnostics("tfs-test", new ByteArrayOutputStream());
    private int closed;

    @Test
    void guardedResourceIsClosedWithTheGuard() throws IOException {
        try (CleanUp cleanUp = new CleanUp(diagnostics)) {
            cleanUp.guard(() -> (Closeable) () -> closed++);
            assertEquals(0, closed);
        }
        assertEquals(1, closed);
    }

    /** As when no program reads the pipe behind standard error any more. */
    @Test
    void endOfTheProcessDoesNotWaitForAMessage() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        OutputStream fullPipe = new OutputStream() {
            @Override
            public void write(int ignored) throws IOException {
                begun.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        Diagnostics full = new Diagnostics("tfs-test", fullPipe);
        Thread worker = Thread.ofPlatform().start(() -> full.warn("x", "waits"));
        begun.await();
        assertTimeoutPreemptively(Duration.ofMinutes(1), full::silence);
        read.countDown();
        worker.join();
    }

    @Test
    void failedCreationClosesNothing() throws IOException {
        try (CleanUp cleanUp = new CleanUp(diagnostics)) {
            assertThrows(
                    IOException.class,
                    () -> cleanUp.guard(() -> {
                        throw new IOException("no");
                    }));
        }
        assertEquals(0, closed);
    }
}
