// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import java.util.ArrayDeque;
import java.util.Deque;

/** Allocates extensions of one length, so small that a log of a few records has many. */
final class Extensions implements LogWriter.ExtensionSource {

    private final Deque<Extension> free = new ArrayDeque<>();
    private final int blocks;

    private Extensions(int blocks) {
        this.blocks = blocks;
    }

    /** The blocks behind block 0, in order. */
    static Extensions forward(int count, int blocks) {
        Extensions source = new Extensions(blocks);
        for (int i = 0; i < count; i++) {
            source.free.addLast(source.at(1 + (long) i * blocks));
        }
        return source;
    }

    /** The blocks behind block 0, the last ones first, so that all links but the first point backwards. */
    static Extensions backward(int count, int blocks) {
        Extensions source = new Extensions(blocks);
        for (int i = 0; i < count; i++) {
            source.free.addFirst(source.at(1 + (long) i * blocks));
        }
        return source;
    }

    private Extension at(long startBlock) {
        return new Extension(startBlock, blocks, Encoding.VERSION_5);
    }

    @Override
    public Extension allocate() {
        return free.removeFirst();
    }
}
