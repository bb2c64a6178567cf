// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.io.IoSupplier;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Closes a resource also when a signal such as Ctrl-C ends the process, so that no incomplete output stays. From then
 * on, diagnostics are silent: the tool's own threads fail one by one, and their messages would be noise. Thread-safe.
 */
public final class CleanUp implements Closeable {

    private final Thread hook;
    private @Nullable Closeable resource;
    private boolean ended;

    /**
     * Guards a resource until this object is closed.
     *
     * @param diagnostics the messages to silence when a signal ends the process
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
     * Creates the one resource that this object guards. A signal waits meanwhile, so that there is no moment at which
     * the resource is open and unguarded.
     *
     * @param opening creates the resource; its {@code close} may be called from another thread at any time
     * @param <T> the type of the resource
     * @return the resource
     * @throws IOException when it cannot be created, or the process is being ended
     */
    public synchronized <T extends Closeable> T guard(IoSupplier<T> opening) throws IOException {
        if (ended) {
            throw new InterruptedIOException("the program is being ended");
        }
        T opened = opening.get();
        resource = opened;
        return opened;
    }

    private synchronized void end() {
        ended = true;
        try {
            closeResource();
        } catch (IOException e) {
            // The process is ending; no caller needs the reason.
        }
    }

    private synchronized void closeResource() throws IOException {
        if (resource != null) {
            resource.close();
        }
    }

    /** Closes the resource. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook closes the rest, or has closed it.
        }
        closeResource();
    }
}
