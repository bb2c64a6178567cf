// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Makes the kernel pass on everything that it has collected for a mount, before the process ends. Passes that bring few
 * writes have brought all: other programs may go on to read and write.
 */
final class LastFlush {

    /** How long the kernel may take. */
    private static final long MOST_SECONDS = 60;

    /** The least time without a request after which the kernel has done what one call of {@code sync} makes it do. */
    private static final long PASS_MILLIS = 50;

    /** The longest such time: a run of {@code sync} that takes longer waits for another file system. */
    private static final long LONG_PASS_MILLIS = 1000;

    /** While so many writes are in progress, the kernel leaves other collected bytes for later. */
    private static final int CONGESTING_WRITES = 8;

    /** How many passes in a row must bring few writes: the threads of a busy machine may be late to take more. */
    private static final int LAST_PASSES = 2;

    private final Supplier<Optional<Path>> place;
    private final Operations operations;
    private final BooleanSupplier mayBeWritten;

    /**
     * Prepares the flush of a mount.
     *
     * @param place returns the directory that leads to the mount; empty without one
     * @param operations those of the mount, which go on to answer requests
     * @param mayBeWritten returns whether a program may still write to an open file, so that the kernel may have bytes
     */
    LastFlush(Supplier<Optional<Path>> place, Operations operations, BooleanSupplier mayBeWritten) {
        this.place = place;
        this.operations = operations;
        this.mayBeWritten = mayBeWritten;
    }

    /** Returns when the kernel has passed on everything, or after a minute. */
    void run() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        int smallPasses = 0;
        while (mayBeWritten.getAsBoolean() && smallPasses < LAST_PASSES && deadline - System.nanoTime() > 0) {
            long before = operations.collectedWrites();
            makePass(deadline);
            smallPasses = operations.collectedWrites() - before < CONGESTING_WRITES ? smallPasses + 1 : 0;
        }
    }

    /**
     * Makes the kernel pass on a part, and returns when it has, or at the deadline. On a busy machine a pause between
     * two requests is longer, and so is the run of the program that begins the pass. Other programs may keep the pause
     * from coming.
     */
    private void makePass(long deadline) throws InterruptedException {
        long begin = System.nanoTime();
        KernelFlush.begin(place.get(), deadline);
        long flushed = System.nanoTime();
        long pauseMillis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(flushed - begin), PASS_MILLIS, LONG_PASS_MILLIS);
        long mostNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(LONG_PASS_MILLIS, 2 * pauseMillis));
        operations.requests().awaitQuiet(pauseMillis, flushed + Math.min(mostNanos, deadline - flushed));
    }
}
