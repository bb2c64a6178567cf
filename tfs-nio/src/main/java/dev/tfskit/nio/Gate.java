// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the operations that use a resource, so that the resource is closed only after the last of them has ended. A
 * thread that finds the gate shut never waits, so threads that use several file systems cannot block each other.
 * Thread-safe.
 */
final class Gate {

    private static final int SHUT = 1 << 31;

    /** The number of operations inside, and {@link #SHUT}. */
    private final AtomicInteger state = new AtomicInteger();

    private final CountDownLatch empty = new CountDownLatch(1);

    /** Begins an operation; returns false when the gate is shut. A caller that gets true calls {@link #leave}. */
    boolean enter() {
        while (true) {
            int now = state.get();
            if ((now & SHUT) != 0) {
                return false;
            }
            if (state.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Ends an operation; returns whether it was the last one behind a gate that is shut. */
    boolean leave() {
        return released(state.decrementAndGet());
    }

    /** Stops further operations from beginning; returns whether none is inside. Must be called only once. */
    boolean shut() {
        return released(state.accumulateAndGet(SHUT, (now, bit) -> now | bit));
    }

    private boolean released(int now) {
        if (now != SHUT) {
            return false;
        }
        empty.countDown();
        return true;
    }

    /** Returns whether {@link #shut} was called. */
    boolean isShut() {
        return (state.get() & SHUT) != 0;
    }

    /** Waits until no operation is inside a gate that is shut. An interrupt does not shorten the wait. */
    void awaitEmpty() {
        boolean interrupted = false;
        while (true) {
            try {
                empty.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
