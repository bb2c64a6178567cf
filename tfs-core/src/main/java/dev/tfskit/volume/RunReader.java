// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Reads the bytes of one file from a volume, and finds its holes, which the volume does not store; they read as zeros.
 * Thread-safe when its {@link Layout} and its {@link Source} are.
 */
public final class RunReader {

    private static final byte[] ZEROS = new byte[8192];

    private final Source source;
    private final Layout layout;
    private final long length;

    /** The bytes of a volume. */
    @FunctionalInterface
    public interface Source {

        /**
         * Fills the remaining room of a buffer.
         *
         * @param offset the first byte of the volume to read
         * @param target the buffer; its remaining room is filled
         * @throws IOException when the bytes cannot be read
         */
        void read(long offset, ByteBuffer target) throws IOException;
    }

    /** The positions of the bytes of a file. */
    @FunctionalInterface
    public interface Layout {

        /**
         * Returns the part of the file that holds a position.
         *
         * @param position the position in the file, from 0 to its length - 1
         * @return the part
         */
        Part partAt(long position);
    }

    /**
     * The part of a file that begins at a position.
     *
     * @param end the position in the file behind the part, more than the requested position
     * @param volumeOffset the offset on the volume of the byte at the position; empty in a hole
     */
    public record Part(long end, OptionalLong volumeOffset) {

        /**
         * Creates a part that reads as zeros.
         *
         * @param end the position in the file behind the part
         * @return the part
         */
        public static Part hole(long end) {
            return new Part(end, OptionalLong.empty());
        }

        /**
         * Creates a part that the volume stores.
         *
         * @param end the position in the file behind the part
         * @param volumeOffset the offset on the volume of its first byte
         * @return the part
         */
        public static Part data(long end, long volumeOffset) {
            return new Part(end, OptionalLong.of(volumeOffset));
        }
    }

    /**
     * Creates a reader of one file.
     *
     * @param source the bytes of the volume
     * @param layout the positions of the bytes of the file
     * @param length the length of the file in bytes
     */
    public RunReader(Source source, Layout layout, long length) {
        this.source = source;
        this.layout = layout;
        this.length = length;
    }

    /**
     * Reads bytes.
     *
     * @param position the first byte of the file to read; at least 0
     * @param target filled as far as the file reaches
     * @return how many bytes were read; 0 at or behind the end of the file
     * @throws IOException when the source fails; the limit of the target is as before, its position is not defined
     */
    public int read(long position, ByteBuffer target) throws IOException {
        int count = (int) Math.min(target.remaining(), Math.max(0, length - position));
        int callersLimit = target.limit();
        long end = position + count;
        try {
            long at = position;
            while (at < end) {
                Part part = layout.partAt(at);
                long partEnd = Math.min(end, part.end());
                target.limit(target.position() + (int) (partEnd - at));
                if (part.volumeOffset().isPresent()) {
                    source.read(part.volumeOffset().getAsLong(), target);
                } else {
                    putZeros(target);
                }
                at = partEnd;
            }
            return count;
        } finally {
            target.limit(callersLimit);
        }
    }

    /** Returns the first position from {@code position} on that is not in a hole; empty if there is none. */
    OptionalLong seekData(long position) {
        return seek(position, part -> part.volumeOffset().isPresent());
    }

    /**
     * Returns the first position from {@code position} on that is in a hole; the end of the file counts as a hole.
     * Empty if {@code position} is not before the end.
     */
    OptionalLong seekHole(long position) {
        OptionalLong hole = seek(position, part -> part.volumeOffset().isEmpty());
        return hole.isPresent() || position >= length ? hole : OptionalLong.of(length);
    }

    private OptionalLong seek(long position, Predicate<Part> wanted) {
        long at = position;
        while (at < length) {
            Part part = layout.partAt(at);
            if (wanted.test(part)) {
                return OptionalLong.of(at);
            }
            at = part.end();
        }
        return OptionalLong.empty();
    }

    /** Fills the remaining room of a buffer with zeros. */
    static void putZeros(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(ZEROS, 0, Math.min(target.remaining(), ZEROS.length));
        }
    }
}
