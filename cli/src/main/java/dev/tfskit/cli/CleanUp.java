// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.io.IoSupplier;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Closes something also when the process is ended by a signal, such as Ctrl-C, so that nothing half-made stays behind.
 * From then on the tool's own threads, which fail one by one, are not heard any more.
 */
public final class CleanUp implements Closeable {

    private final Thread hook;
    private Optional<Closeable> resource = Optional.empty();
    private boolean ended;

    /**
     * Watches from now on, until this is closed.
     *
     * @param diagnostics falls silent when the process is ended
     */
    public CleanUp(Diagnostics diagnostics) {
        Objects.requireNonNull(diagnostics);
        Runnable lastWork = () -> {
            diagnostics.silence();
            end();
        };
        hook = new Thread(lastWork, "tfs-clean-up");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            lastWork.run();
        }
    }

    /**
     * Makes the one thing that is closed with this. A signal that comes meanwhile waits, so that there is no moment at
     * which the thing is there and nobody would close it.
     *
     * @param opening makes it; its {@code close} may be called from another thread at any time
     * @throws IOException when it cannot be made, or the process is being ended
     */
    public synchronized <T extends Closeable> T guard(IoSupplier<T> opening) throws IOException {
        if (ended) {
            throw new InterruptedIOException("the program is being ended");
        }
        T opened = opening.get();
        resource = Optional.of(opened);
        return opened;
    }

    private synchronized void end() {
        ended = true;
        try {
            closeResource();
        } catch (IOException e) {
            // The process is ending and nobody waits for a reason.
        }
    }

    private synchronized void closeResource() throws IOException {
        if (resource.isPresent()) {
            resource.get().close();
        }
    }

    /** Closes what was made. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook does the rest, or has done so.
        }
        closeResource();
    }
}
