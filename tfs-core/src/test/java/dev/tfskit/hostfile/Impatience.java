// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** Meets locks without the wait for their end: a thread that is interrupted does not wait. */
public final class Impatience {

    private Impatience() {}

    /**
     * Demands that an attempt fails on a lock, and does not wait for the lock meanwhile.
     *
     * @param type what the attempt throws
     * @param attempt uses the lock
     * @return what the attempt threw
     */
    public static <T extends Throwable> T assertRefused(Class<T> type, Executable attempt) {
        Thread.currentThread().interrupt();
        try {
            return assertThrows(type, attempt);
        } finally {
            // The interruption was for the attempt alone.
            Thread.interrupted();
        }
    }
}
