// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * The files whose number of blocks has changed without the kernel noticing. The kernel keeps written bytes in its cache
 * for a while, and counts no blocks for them. It asks for the number of blocks again only when a program closes the
 * file. Thread-safe.
 */
final class StaleBlocks {

    private final Set<Long> numbers = ConcurrentHashMap.newKeySet();
    private final LongConsumer forgetAttributes;

    /**
     * Begins without files.
     *
     * @param forgetAttributes makes the kernel request the attributes of an inode again
     */
    StaleBlocks(LongConsumer forgetAttributes) {
        this.forgetAttributes = forgetAttributes;
    }

    /** Notes that the number of blocks of a file has changed. */
    void add(long number) {
        numbers.add(number);
    }

    /** Makes the kernel request the number again if it has changed. A request for an open file may call this. */
    void forget(long number) {
        if (numbers.remove(number)) {
            forgetAttributes.accept(number);
        }
    }

    /**
     * Makes the kernel request all changed numbers again. No thread that answers requests may call this: the kernel may
     * just be dropping one of the inodes, which then waits for such a thread.
     */
    void forgetAll() {
        numbers.forEach(this::forget);
    }
}
