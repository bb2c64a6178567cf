// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads pass one by one in the order of their turns, which are numbers from 0, until one of them fails. The
 * sequencer also counts the threads that have passed and are still at work. Thread-safe.
 */
final class Sequencer {

    private long next;
    private long left;
    private @Nullable Throwable failure;

    /**
     * Waits for a turn, runs an action, lets the thread with the next turn pass, and then runs a second action while
     * other threads run. Every turn must be taken.
     *
     * @param turn its number, from 0
     * @param inTurn runs while no other thread passes
     * @param rest runs at the same time as the actions of other threads
     * @throws IOException when an action fails, or another thread has failed
     */
    void pass(long turn, IoRunnable inTurn, IoRunnable rest) throws IOException {
        enter(turn, inTurn);
        // The failure must be known before the turn counts as done.
        try {
            rest.run();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            leave();
        }
    }

    private synchronized void enter(long turn, IoRunnable inTurn) throws IOException {
        awaitUntil(() -> next == turn);
        inTurn.run();
        next++;
        notifyAll();
    }

    private synchronized void leave() {
        left++;
        notifyAll();
    }

    /**
     * Records the failure of a thread, so that the others stop too. Only the first reason counts. Allocates nothing,
     * because the reason may be that there is no memory.
     */
    synchronized void fail(Throwable reason) {
        if (failure == null) {
            failure = reason;
        }
        notifyAll();
    }

    /**
     * Waits until both actions of the first turns have ended.
     *
     * @param turns the number of turns
     * @throws IOException the reason why a thread gave up
     */
    synchronized void await(long turns) throws IOException {
        awaitUntil(() -> left >= turns);
    }

    private synchronized void awaitUntil(BooleanSupplier condition) throws IOException {
        try {
            while (!condition.getAsBoolean()) {
                throwFailure();
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were copied");
        }
        throwFailure();
    }

    /**
     * Lets no thread pass any more, and waits until no thread is at work behind it. An interrupt does not shorten the
     * wait.
     */
    synchronized void stop() {
        fail(new IOException("copying was stopped"));
        boolean interrupted = false;
        while (left < next) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Throws the failure of a thread, if one has failed.
     *
     * @throws IOException the reason why a thread gave up
     */
    synchronized void throwFailure() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException("copying failed", failure);
        }
    }
}
