// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.error.ArchiveException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of an archive from front to back, and the words for what is wrong with them. Not thread safe. */
public final class ByteSource implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream stream;
    private final String archive;
    /** What stands behind a position in messages. */
    private final String positionOf;

    private byte @Nullable [] buffer;
    private long position;

    private ByteSource(InputStream stream, String archive, String positionOf) {
        this.stream = stream;
        this.archive = archive;
        this.positionOf = positionOf;
    }

    /**
     * The bytes of an archive as they stand in its file.
     *
     * @param stream what is left of it is never read twice
     * @param archive its name in messages
     */
    public static ByteSource plain(InputStream stream, String archive) {
        return new ByteSource(stream, archive, "");
    }

    /**
     * The bytes of an archive that was compressed; positions are those of the bytes that came out.
     *
     * @param stream what is left of it is never read twice
     * @param archive its name in messages
     */
    public static ByteSource unpacked(InputStream stream, String archive) {
        return new ByteSource(stream, archive, " of what is compressed");
    }

    /** The name of the archive in messages. */
    public String archive() {
        return archive;
    }

    /** How many bytes have been read or passed over. */
    public long position() {
        return position;
    }

    /** Reads as many bytes as there are, up to the length of the array; returns how many. */
    public int readUpTo(byte[] target) throws IOException {
        int count = stream.readNBytes(target, 0, target.length);
        position += count;
        return count;
    }

    /** Reads some bytes; at least one, unless the buffer is full. */
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        int count;
        if (target.hasArray()) {
            count = stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(0, count));
        } else {
            if (buffer == null) {
                buffer = new byte[BUFFER_BYTES];
            }
            count = stream.read(buffer, 0, Math.min(BUFFER_BYTES, target.remaining()));
            target.put(buffer, 0, Math.max(0, count));
        }
        if (count < 0) {
            throw cutOff();
        }
        position += count;
        return count;
    }

    /** Passes over bytes, which must be there. */
    public void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            long skipped = stream.skip(left);
            if (skipped <= 0) {
                if (stream.read() < 0) {
                    throw cutOff();
                }
                skipped = 1;
            }
            left -= skipped;
            position += skipped;
        }
    }

    /** Reads what is left, so that the checksums at its end are looked at and the program that writes it can finish. */
    public void drain() throws IOException {
        byte[] rest = new byte[BUFFER_BYTES];
        for (int count = stream.read(rest); count >= 0; count = stream.read(rest)) {
            position += count;
        }
    }

    private ArchiveException cutOff() {
        return new ArchiveException(archive, "ends too early, at byte " + where() + "; it is incomplete");
    }

    /** The failure that bytes which were just read make no sense. */
    public ArchiveException damaged(String what) {
        return new ArchiveException(archive, what + ", before byte " + where() + "; it is damaged");
    }

    /** The failure that the archive has more of something than this toolkit takes. */
    public ArchiveException beyondLimit(String what) {
        return new ArchiveException(
                archive, "there is " + what + ", before byte " + where() + "; this is more than tfs-mkfs takes");
    }

    private String where() {
        return position + positionOf;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
