// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cpio;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The content of the current entry of a reader. It can be read once, from front to back, until the reader goes to the
 * next entry. Its checksum is compared when the last byte is read. Not thread-safe.
 */
public final class CpioContent implements Content {

    private final CpioReader reader;
    private final CpioMember member;
    private final String name;

    /**
     * Describes the content of the current entry.
     *
     * @param reader the reader, which is at the entry
     * @param member the header of the entry
     * @param name the name of the content in messages
     */
    public CpioContent(CpioReader reader, CpioMember member, String name) {
        this.reader = reader;
        this.member = member;
        this.name = name;
    }

    @Override
    public boolean isStreamed() {
        return true;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.empty();
    }

    @Override
    public Reader open() {
        return new Passing();
    }

    @Override
    public String toString() {
        return name;
    }

    private final class Passing implements Reader {

        private long position;
        private long sum;

        @Override
        public int read(ByteBuffer target, long from) throws IOException {
            if (from != position) {
                throw new IllegalArgumentException("byte " + from + " of " + name + " is not the next");
            }
            if (position == member.size()) {
                return -1;
            }
            int start = target.position();
            int count = reader.read(target);
            position += count;
            if (member.checksum() != 0) {
                for (int i = start; i < start + count; i++) {
                    sum += target.get(i) & 0xff;
                }
                if (position == member.size() && (sum & 0xffff_ffffL) != member.checksum()) {
                    throw reader.wrongChecksum(name);
                }
            }
            return count;
        }

        @Override
        public void close() {
            // The reader skips the rest when it goes to the next entry.
        }
    }
}
