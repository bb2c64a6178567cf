// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.Optional;

/**
 * Base class of sources that change the entries of another source and share all its other properties. Closing such a
 * source closes the other one. Not thread-safe.
 */
public abstract class ForwardingSource implements TreeSource {

    /** The source behind this one. */
    protected final TreeSource source;

    /**
     * Creates a source.
     *
     * @param source the source behind this one
     */
    protected ForwardingSource(TreeSource source) {
        this.source = source;
    }

    @Override
    public final boolean isSorted() {
        return source.isSorted();
    }

    @Override
    public final Optional<String> subject() {
        return source.subject();
    }

    @Override
    public final Optional<Object> stack() {
        return source.stack();
    }

    @Override
    public final void close() throws IOException {
        source.close();
    }
}
