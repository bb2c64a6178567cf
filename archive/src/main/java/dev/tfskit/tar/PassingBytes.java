// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The stored bytes of the current entry of a reader. When the reader goes to the next entry, it skips the bytes that
 * were not read. Not thread-safe.
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
