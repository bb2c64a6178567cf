// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.io.Closeable;
import java.io.IOException;

/**
 * Closes a resource at the end of a {@code try} statement, unless it was handed over to a new owner. So a step that
 * fails between the opening of the resource and its handover leaves nothing open, whatever the step throws:
 *
 * <pre>{@code
 * BlockDevice device = FileDevice.openForReading(file);
 * try (Handover handover = new Handover(device)) {
 *     return handover.to(DiskImage.of(device));
 * }
 * }</pre>
 *
 * <p>When closing fails as well, its exception is a suppressed one of the first. Not thread-safe.
 */
public final class Handover implements Closeable {

    private final Closeable resource;
    private boolean isDone;

    /**
     * Begins the handover of a resource.
     *
     * @param resource what is closed unless {@link #to} is called
     */
    public Handover(Closeable resource) {
        this.resource = resource;
    }

    /**
     * Hands the resource over: from now on, the new owner closes it.
     *
     * @param <T> the type of the new owner
     * @param owner the new owner; may be the resource itself
     * @return the new owner
     */
    public <T> T to(T owner) {
        isDone = true;
        return owner;
    }

    /**
     * Closes the resource if it was not handed over.
     *
     * @throws IOException as the resource
     */
    @Override
    public void close() throws IOException {
        if (!isDone) {
            resource.close();
        }
    }
}
