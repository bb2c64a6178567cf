// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock from which the kernel takes the times of files. It moves on every few milliseconds, and otherwise is behind
 * the clock of Java. With it, a file whose time the kernel sets is never older than one whose time was set before by
 * this process. Since Linux 6.13 the kernel may be up to 4 ms ahead of this clock: it is never behind a finer time that
 * it gave a file of ext4, xfs or tmpfs, and no program can read the clock with this correction. Thread-safe.
 *
 * @param libC the C library
 */
record KernelClock(LibC libC) implements InstantSource {

    private static final int CLOCK_REALTIME_COARSE = 5;

    @Override
    public Instant instant() {
        long[] time = new long[2];
        boolean isKnown = libC.clock_gettime(CLOCK_REALTIME_COARSE, time) == 0;
        assert isKnown;
        return Instant.ofEpochSecond(time[0], time[1]);
    }
}
