// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Watches the writes of bytes that the kernel has collected and passes on. Thread-safe. */
final class CollectedWrites {

    private int running;
    private long lastEnd = System.nanoTime();

    /** Runs a write. */
    void run(IoRunnable write) throws IOException {
        synchronized (this) {
            running++;
        }
        try {
            write.run();
        } finally {
            synchronized (this) {
                running--;
                lastEnd = System.nanoTime();
                notifyAll();
            }
        }
    }

    /**
     * Returns when no write has run for a time, of which a part may be over already.
     *
     * @param quietMillis the time, in milliseconds
     * @param deadline a value of {@link System#nanoTime()} at which this gives up
     */
    synchronized void awaitQuiet(long quietMillis, long deadline) throws InterruptedException {
        long now = System.nanoTime();
        long quietSince = running > 0 ? now : lastEnd;
        while (deadline - now > 0 && now - quietSince < TimeUnit.MILLISECONDS.toNanos(quietMillis)) {
            TimeUnit.MILLISECONDS.timedWait(this, quietMillis);
            now = System.nanoTime();
            quietSince = running > 0 ? now : lastEnd;
        }
    }
}
