// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.error.ArchiveException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive from front to back, with their positions. The source also creates the exceptions about these
 * bytes. Not thread-safe.
 */
public final class ByteSource implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;
    /** More than any program pads an archive with; GNU tar pads to 10 KiB, and to a few MiB on request. */
    private static final long MOST_REST_BYTES = 64 << 20;

    private final PushbackInputStream stream;
    private final String archive;
    /** The words that follow a position in messages. */
    private final String positionOf;

    private final long mostRestBytes;

    private byte @Nullable [] buffer;
    private long position;

    /** The origin of the bytes, which decides how much is read behind the end of the archive. */
    public enum Origin {

        /**
         * A program writes the bytes, perhaps through a pipe. All of them are read, because the program would end with
         * an error if the pipe were closed before.
         */
        STREAM(Long.MAX_VALUE),

        /** A file or a device, which may be much longer than the archive. Only so much is read as padding can be. */
        FILE(MOST_REST_BYTES);

        private final long mostRestBytes;

        Origin(long mostRestBytes) {
            this.mostRestBytes = mostRestBytes;
        }
    }

    /**
     * The bytes that follow the end of an archive.
     *
     * @param firstByte the position of the first byte that is not zero; empty when there are only zeros
     * @param isComplete whether all bytes were read
     */
    public record Rest(OptionalLong firstByte, boolean isComplete) {}

    private ByteSource(InputStream stream, String archive, String positionOf, Origin origin) {
        this.stream = new PushbackInputStream(stream, TarHeader.BYTES);
        this.archive = archive;
        this.positionOf = positionOf;
        this.mostRestBytes = origin.mostRestBytes;
    }

    /**
     * Creates a source of the bytes of an uncompressed archive.
     *
     * @param stream the bytes; the source closes it
     * @param archive the name of the archive in messages
     * @param origin where the bytes come from
     * @return the source
     */
    public static ByteSource plain(InputStream stream, String archive, Origin origin) {
        return new ByteSource(stream, archive, "", origin);
    }

    /**
     * Creates a source of the bytes that come out of a decompressor. Positions count these bytes.
     *
     * @param stream the decompressed bytes; the source closes it
     * @param archive the name of the archive in messages
     * @param origin where the compressed bytes come from
     * @return the source
     */
    public static ByteSource unpacked(InputStream stream, String archive, Origin origin) {
        return new ByteSource(stream, archive, " of the uncompressed data", origin);
    }

    /**
     * Returns the name of the archive in messages.
     *
     * @return the name
     */
    public String archive() {
        return archive;
    }

    /**
     * Returns how many bytes have been read or skipped.
     *
     * @return the position in bytes, from 0
     */
    public long position() {
        return position;
    }

    /**
     * Reads until an array is full or the archive ends.
     *
     * @param target takes the bytes
     * @return how many bytes were read; fewer than the length of the array only at the end
     * @throws IOException when the archive cannot be read
     */
    public int readUpTo(byte[] target) throws IOException {
        int count = stream.readNBytes(target, 0, target.length);
        position += count;
        return count;
    }

    /**
     * Puts back bytes that were read last. The next call reads them again.
     *
     * @param bytes at most {@value TarHeader#BYTES} bytes
     * @param count how many of them
     * @throws IOException when earlier bytes that were put back have not been read again
     */
    public void unread(byte[] bytes, int count) throws IOException {
        stream.unread(bytes, 0, count);
        position -= count;
    }

    /**
     * Reads some bytes.
     *
     * @param target takes the bytes
     * @param most the most bytes to read, at least 0
     * @return how many bytes were read; at least one, unless the buffer is full or {@code most} is 0
     * @throws ArchiveException when the archive ends here
     * @throws IOException when the archive cannot be read
     */
    public int read(ByteBuffer target, long most) throws IOException {
        int wanted = (int) Math.min(target.remaining(), most);
        if (wanted == 0) {
            return 0;
        }
        int count;
        if (target.hasArray()) {
            count = stream.read(target.array(), target.arrayOffset() + target.position(), wanted);
            target.position(target.position() + Math.max(0, count));
        } else {
            if (buffer == null) {
                buffer = new byte[BUFFER_BYTES];
            }
            count = stream.read(buffer, 0, Math.min(BUFFER_BYTES, wanted));
            target.put(buffer, 0, Math.max(0, count));
        }
        if (count < 0) {
            throw cutOff();
        }
        position += count;
        return count;
    }

    /**
     * Skips bytes.
     *
     * @param count how many bytes
     * @throws ArchiveException when the archive has fewer bytes
     * @throws IOException when the archive cannot be read
     */
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

    /**
     * Returns whether so many zeros in a row are more than padding, so that reading on would perhaps never end.
     *
     * @param zeros how many bytes
     * @return true for a long run of zeros in a file or device; always false for a stream
     */
    public boolean isMoreThanPadding(long zeros) {
        return zeros > mostRestBytes;
    }

    /**
     * Reads what follows the end of the archive: all of a stream, a limited part of a file. A decompressor checks its
     * checksums when its end is read.
     *
     * @return what was found
     * @throws IOException when the archive cannot be read
     */
    public Rest readRest() throws IOException {
        byte[] rest = new byte[BUFFER_BYTES];
        OptionalLong firstByte = OptionalLong.empty();
        long start = position;
        while (position - start < mostRestBytes) {
            int count = stream.read(rest);
            if (count < 0) {
                return new Rest(firstByte, true);
            }
            if (firstByte.isEmpty()) {
                firstByte = firstByteNotZero(rest, count);
            }
            position += count;
        }
        return new Rest(firstByte, false);
    }

    private OptionalLong firstByteNotZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return OptionalLong.of(position + i);
            }
        }
        return OptionalLong.empty();
    }

    private ArchiveException cutOff() {
        return new ArchiveException(
                archive, "ends too early, at byte " + describe(position) + "; it is incomplete: copy or make it again");
    }

    /**
     * Creates the exception for bytes that were just read and make no sense.
     *
     * @param what the first part of the message: what was found
     * @return the exception, which names the archive and the position
     */
    public ArchiveException damaged(String what) {
        return new ArchiveException(
                archive, what + ", before byte " + describe(position) + "; it is damaged: copy or make it again");
    }

    /**
     * Creates the exception for an archive that has more of something than this toolkit takes.
     *
     * @param what what there is too much of, for the message
     * @return the exception, which names the archive and the position
     */
    public ArchiveException beyondLimit(String what) {
        return new ArchiveException(
                archive,
                "before byte " + describe(position) + ", there is " + what
                        + ", which is more than tfs-mkfs takes; make the archive again without it");
    }

    /**
     * Returns a position in words, for messages.
     *
     * @param at a position in bytes
     * @return the position and, for decompressed bytes, what it counts
     */
    public String describe(long at) {
        return at + positionOf;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
