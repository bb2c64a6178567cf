package dev.tfskit.cli;

import java.io.Closeable;
import java.io.IOException;

/**
 * Closes something also when the process is ended by a signal, such as Ctrl-C, so that nothing half-made stays behind. From
 * then on the tool's own threads, which fail one by one, are not heard any more.
 */
public final class CleanUp implements Closeable {

    private final Closeable resource;
    private final Thread hook;

    /**
     * Watches over a resource until this is closed.
     *
     * @param resource its {@code close} may be called from another thread at any time
     * @param diagnostics falls silent when the process is ended
     */
    public CleanUp(final Closeable resource, final Diagnostics diagnostics) {
        this.resource = resource;
        this.hook = new Thread(() -> {
            diagnostics.silence();
            closeQuietly();
        }, "tfs-clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void closeQuietly() {
        try {
            resource.close();
        } catch (IOException e) {
            // The process is ending and nobody waits for a reason.
        }
    }

    /** Closes the resource. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook does the rest, or has done so.
        }
        resource.close();
    }
}
