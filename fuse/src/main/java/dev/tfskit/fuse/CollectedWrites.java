// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import jnr.constants.platform.Errno;

/**
 * Writes the bytes that the kernel has collected, of {@code write} calls or of mappings, and passes on from its cache.
 * Thread-safe.
 */
final class CollectedWrites {

    private final WritePolicy policy;
    private final LostWrites lostWrites;
    private final StaleBlocks staleBlocks;
    private final AttributeNotices notices;
    private final LongAdder count = new LongAdder();

    /**
     * Begins without writes.
     *
     * @param staleBlocks takes the files whose number of blocks changes
     * @param notices makes the kernel request the attributes of a file whose bytes were lost
     */
    CollectedWrites(WritePolicy policy, LostWrites lostWrites, StaleBlocks staleBlocks, AttributeNotices notices) {
        this.policy = policy;
        this.lostWrites = lostWrites;
        this.staleBlocks = staleBlocks;
        this.notices = notices;
    }

    /** Returns how often the kernel has passed on such bytes. */
    long count() {
        return count.sum();
    }

    /**
     * Writes all bytes or fails, because the kernel ignores the count of such a write. What the kernel has collected
     * comes without a caller.
     */
    void write(long number, OpenFile file, ByteBuffer bytes, long offset) throws IOException {
        count.increment();
        long blocks = file.file().allocatedBlocks();
        int length = bytes.remaining();
        while (bytes.hasRemaining()) {
            long position = offset + length - bytes.remaining();
            switch (policy) {
                case BACK -> file.writeKeepingTimes(position, bytes);
                case THROUGH -> file.write(position, bytes);
            }
        }
        if (file.file().allocatedBlocks() != blocks) {
            staleBlocks.add(number);
        }
    }

    /**
     * Notes that such bytes could not be written: the kernel drops them. It requests the attributes of a file before it
     * collects more bytes, once it has forgotten them; an error is then the result of the {@code write}.
     *
     * @param error the one that another request for the file gets from now on
     */
    void noteLoss(long number, Errno error) throws IOException {
        if (policy == WritePolicy.BACK) {
            lostWrites.add(number, error);
            notices.send(number);
        }
    }
}
