// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.message.Messages;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses the members of a gzip file. Zeros behind a member are padding, as tapes and block devices leave them.
 * The streams of the JDK and of commons-compress are not used: the one ignores other bytes there, the other refuses
 * zeros. Not thread-safe.
 */
final class GzipStreams extends PiecewiseInput {

    private static final int BUFFER_BYTES = 64 << 10;

    private static final int MAGIC_START = 0x1f;
    private static final int MAGIC_END = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    /** The time, the level of compression and the system. */
    private static final int UNUSED_BYTES = 6;

    private final InputStream packed;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Inflater inflater = new Inflater(true);
    /** The checksum of the header or of the contents of the current member. */
    private final CRC32 sum = new CRC32();

    private int used;
    private int filled;
    private boolean isInMember;

    /**
     * Begins at a member.
     *
     * @param packed the compressed bytes; closed with this stream
     */
    GzipStreams(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (isInMember || beginMember()) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                sum.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else {
                fill();
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            inflater.setInput(buffer, used, filled - used);
            int count = inflater.inflate(target, offset, length);
            used = filled - inflater.getRemaining();
            return count;
        } catch (DataFormatException e) {
            throw new IOException(Messages.reasonOf(e), e);
        }
    }

    /** Goes to the contents of the next member; returns false when there is none. */
    private boolean beginMember() throws IOException {
        while (!isAtEnd() && buffer[used] == 0) {
            used++;
        }
        if (isAtEnd()) {
            return false;
        }
        sum.reset();
        if (next() != MAGIC_START || isAtEnd() || next() != MAGIC_END) {
            throw new TrailingBytesException();
        }
        if (next() != DEFLATE) {
            throw new ZipException("an unknown method of compression");
        }
        skipRestOfHeader(next());
        sum.reset();
        inflater.reset();
        isInMember = true;
        return true;
    }

    private void skipRestOfHeader(int flags) throws IOException {
        skipBytes(UNUSED_BYTES);
        if ((flags & HAS_EXTRA) != 0) {
            skipBytes(nextShort());
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            int expected = (int) sum.getValue() & 0xffff;
            if (nextShort() != expected) {
                throw new ZipException("the checksum of a header is wrong");
            }
        }
    }

    private void endMember() throws IOException {
        isInMember = false;
        int expected = (int) sum.getValue();
        int length = (int) inflater.getBytesWritten();
        if (nextInt() != expected || nextInt() != length) {
            throw new ZipException("the checksum or the length of a member is wrong");
        }
    }

    private boolean isAtEnd() throws IOException {
        if (used == filled) {
            filled = Math.max(0, packed.read(buffer));
            used = 0;
        }
        return filled == 0;
    }

    private void fill() throws IOException {
        if (isAtEnd()) {
            throw new EOFException();
        }
    }

    private int next() throws IOException {
        fill();
        int next = buffer[used++] & 0xff;
        sum.update(next);
        return next;
    }

    private int nextShort() throws IOException {
        return next() | next() << Byte.SIZE;
    }

    private int nextInt() throws IOException {
        return nextShort() | nextShort() << Short.SIZE;
    }

    private void skipBytes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int last = next();
        while (last != 0) {
            last = next();
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
