// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The stored bytes of the entry at which a reader is. What is not read of them, the reader skips when it goes to the
 * next entry. Not thread-safe.
 */
final class PassingBytes implements PackedContent.StoredBytes {

    private final TarReader reader;
    private long passed;

    PassingBytes(TarReader reader) {
        this.reader = reader;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (position < passed) {
            throw new IllegalArgumentException("stored byte " + position + " has passed");
        }
        reader.skip(position - passed);
        passed = position;
        int count = reader.read(target);
        passed += count;
        return count;
    }
}
