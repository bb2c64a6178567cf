// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Await;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.function.Executable;

/** Opens locked files without the usual wait: an interrupted thread gives up waiting. */
public final class Impatience {

    private Impatience() {}

    /**
     * Demands that an attempt fails on a lock, and ends the wait for the lock as soon as it has begun.
     *
     * @param type what the attempt throws
     * @param attempt uses the lock
     * @return what the attempt threw
     */
    public static <T extends Throwable> T assertRefused(Class<T> type, Executable attempt) {
        Thread waiting = Thread.currentThread();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread interrupter = Thread.ofPlatform().daemon().start(() -> {
            try {
                Await.until(
                        "the lock is waited for",
                        () -> waiting.getState() == Thread.State.TIMED_WAITING || isOver.get());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            waiting.interrupt();
        });
        try {
            return assertThrows(type, attempt);
        } finally {
            isOver.set(true);
            while (interrupter.isAlive()) {
                Thread.onSpinWait();
            }
            // The interruption was for the attempt alone.
            Thread.interrupted();
        }
    }
}
