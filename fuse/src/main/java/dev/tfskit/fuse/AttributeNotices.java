// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Makes the kernel request the attributes of inodes again. A thread of its own does so, because a thread that answers
 * requests must not wait for the kernel. Thread-safe.
 */
final class AttributeNotices implements AutoCloseable {

    private final LongConsumer forgetAttributes;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-notice").daemon().factory());

    /**
     * Needs no thread before the first notice.
     *
     * @param forgetAttributes makes the kernel request the attributes of an inode again
     */
    AttributeNotices(LongConsumer forgetAttributes) {
        this.forgetAttributes = forgetAttributes;
    }

    /** Sends a notice about an inode, a moment later. */
    void send(long number) {
        executor.execute(() -> forgetAttributes.accept(number));
    }

    /** Waits for the notices in progress. */
    @Override
    public void close() {
        executor.close();
    }
}
