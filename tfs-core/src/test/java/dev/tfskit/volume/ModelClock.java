// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still while a thread carries out an operation, and goes on between two. Thread safe. */
final class ModelClock implements InstantSource {

    private final ThreadLocal<Instant> now = ThreadLocal.withInitial(() -> Instant.ofEpochSecond(1_000_000_000));

    @Override
    public Instant instant() {
        return now.get();
    }

    Instant next() {
        now.set(now.get().plusNanos(1_000_000_007));
        return now.get();
    }
}
