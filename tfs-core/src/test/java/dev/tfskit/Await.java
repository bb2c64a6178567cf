// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Waits for what happens in other threads and processes. A wait that lasts too long fails and says what did not happen.
 */
public final class Await {

    /** A busy machine may need most of it to start a JVM. */
    private static final Duration LIMIT = EndedProcess.LIMIT;

    private static final Duration PAUSE = Duration.ofMillis(1);

    private Await() {}

    /**
     * Something that becomes true in time.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Condition<E extends Exception> {

        /**
         * Looks whether it is true now.
         *
         * @return whether it is
         * @throws E when that cannot be found out, which ends the wait
         */
        boolean holds() throws E;
    }

    /**
     * Waits until a condition holds, for four minutes at most.
     *
     * @param <E> what the condition throws
     * @param event what is waited for, for the message of a failure
     * @param condition the condition, which is looked at every millisecond or less often
     * @throws InterruptedException when this thread is interrupted, as a time limit of the test does
     * @throws AssertionError when the condition does not hold after four minutes
     * @throws E what the condition throws
     */
    public static <E extends Exception> void until(String event, Condition<E> condition)
            throws E, InterruptedException {
        until(event, condition, () -> "");
    }

    /**
     * Waits until a thread is in a state, for four minutes at most.
     *
     * @param thread the thread
     * @param state the state that the thread gets into
     * @throws AssertionError when the thread ends first, or is not in the state after four minutes; the message has its
     *     stack. Also when this thread is interrupted, which it stays then
     */
    public static void state(Thread thread, Thread.State state) {
        String event = thread.getName() + " is " + state;
        try {
            until(event, () -> thread.getState() == state || !thread.isAlive(), () -> stackOf(thread));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(event, e);
        }
        if (!thread.isAlive()) {
            throw new AssertionError(thread.getName() + " ended before it was " + state);
        }
    }

    private static <E extends Exception> void until(String event, Condition<E> condition, Supplier<String> details)
            throws E, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting until " + event);
            }
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("not after " + LIMIT.toSeconds() + " seconds: " + event + details.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String stackOf(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining("", ", but " + thread.getState(), ""));
    }
}
