// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.Closeable;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;

/**
 * The line of a terminal that shows how far the work is. It appears once the work has taken a second, and changes five
 * times a second at most. Thread-safe.
 */
public final class ProgressLine implements Closeable {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The least time between two updates of the line; eyes cannot follow faster ones. */
    private static final long UPDATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Diagnostics diagnostics;
    private final boolean isWanted;
    private final long start = System.nanoTime();
    private long nextDrawn = start + QUIET_NANOS;

    /**
     * Creates a line.
     *
     * @param diagnostics the terminal
     * @param isWanted whether anything is shown at all
     */
    public ProgressLine(Diagnostics diagnostics, boolean isWanted) {
        this.diagnostics = diagnostics;
        this.isWanted = isWanted;
    }

    /**
     * Shows how far the work is, if it is time for that.
     *
     * @param text returns the line for the seconds since the work began, which are more than 0; shorter than a line of
     *     a terminal
     */
    public void show(DoubleFunction<String> text) {
        if (!isWanted) {
            return;
        }
        long now = System.nanoTime();
        if (isDue(now)) {
            diagnostics.status(text.apply((now - start) / NANOS_A_SECOND));
        }
    }

    private synchronized boolean isDue(long now) {
        if (now - nextDrawn < 0) {
            return false;
        }
        nextDrawn = now + UPDATE_NANOS;
        return true;
    }

    /** Removes the line. */
    @Override
    public void close() {
        diagnostics.status("");
    }
}
