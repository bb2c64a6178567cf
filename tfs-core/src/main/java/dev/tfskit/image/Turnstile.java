package dev.tfskit.image;

import dev.tfskit.IoRunnable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/** Lets threads through one by one in the order of their numbers, until one of them fails. Thread safe. */
final class Turnstile {

    private long next;
    private Optional<IOException> failure = Optional.empty();

    /**
     * Waits for a turn, does something, and lets the next one go. No turn may be left out.
     *
     * @throws IOException what the action throws, or the failure of another thread
     */
    synchronized void pass(final long turn, final IoRunnable action) throws IOException {
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
        action.run();
        next++;
        notifyAll();
    }

    /** Remembers why a thread gave up, so that the others do too; only the first reason counts. */
    synchronized void fail(final IOException reason) {
        if (failure.isEmpty()) {
            failure = Optional.of(reason);
        }
        notifyAll();
    }

    /**
     * Does nothing as long as all goes well.
     *
     * @throws IOException the reason why a thread gave up
     */
    synchronized void throwFailure() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
