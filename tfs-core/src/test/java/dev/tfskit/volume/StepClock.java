// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that gives each thread the number of its current step as the time, so that the times on a disk show which
 * steps it contains. Thread safe.
 */
final class StepClock implements InstantSource {

    private static final long START = 1_000_000;

    private final ThreadLocal<Integer> step = ThreadLocal.withInitial(() -> 0);

    /** What this thread does from now on is part of a step. */
    void at(int number) {
        step.set(number);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(START + step.get());
    }
}
