// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads pass one by one in the order of their numbers, until one of them fails. The sequencer also counts the
 * threads that have passed and are still at work. Thread-safe.
 */
final class Sequencer {

    private long next;
    private long left;
    private @Nullable Throwable failure;

    /**
     * Waits for a turn, does something, lets the next one go, and does the rest while others do theirs. No turn may be
     * left out.
     *
     * @param turn its number, from 0
     * @param inTurn runs while no other thread passes
     * @param rest runs at the same time as what other threads do
     * @throws IOException what an action throws, or the failure of another thread
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
        try {
            while (next != turn) {
                throwFailure();
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were copied");
        }
        throwFailure();
        inTurn.run();
        next++;
        notifyAll();
    }

    private synchronized void leave() {
        left++;
        notifyAll();
    }

    /**
     * Notes why a thread has given up, so that the others give up too. Only the first reason counts. Allocates nothing,
     * because the reason may be that there is no memory.
     */
    synchronized void fail(Throwable reason) {
        if (failure == null) {
            failure = reason;
        }
        notifyAll();
    }

    /**
     * Waits until the first turns are done, with their rest.
     *
     * @param turns how many
     * @throws IOException the reason why a thread gave up
     */
    synchronized void await(long turns) throws IOException {
        try {
            while (left < turns) {
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
     * Does nothing as long as all goes well.
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
