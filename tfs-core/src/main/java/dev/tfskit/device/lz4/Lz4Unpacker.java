// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks segments. For a linked segment, earlier segments of the frame are unpacked first, beginning at the nearest
 * earlier window that {@link Lz4Windows} has kept. Not thread-safe.
 */
final class Lz4Unpacker {

    /** Limits the memory for exceptions. */
    private static final int MOST_LOSSES = 1024;

    private final Lz4File file;
    private final Lz4Index index;
    private final Lz4Windows windows = new Lz4Windows();
    /** The losses by the number of the first segment of their frame. */
    private final Map<Integer, Loss> losses = new HashMap<>();

    /**
     * The end of a frame that cannot be unpacked. A reader that tries every block of it would unpack the damaged
     * segment again for each one.
     *
     * @param segment the number of the first segment that is lost
     * @param cause why it is lost
     */
    private record Loss(int segment, TfsFormatException cause) {}

    Lz4Unpacker(Lz4File file, Lz4Index index) {
        this.file = file;
        this.index = index;
    }

    /**
     * An unpacked segment.
     *
     * @param segment the segment
     * @param bytes end with the content of the segment; earlier content may precede it
     * @param end the index behind the last byte that could be unpacked
     * @param damage why the bytes from there on could not be unpacked; null when all could
     */
    record Unpacked(
            Lz4Index.Segment segment,
            byte[] bytes,
            int end,
            @Nullable TfsFormatException damage) {

        /** Returns the index of the segment's first byte. */
        int from() {
            return bytes.length - segment.length();
        }

        /** Returns the bytes of a whole segment. */
        byte[] whole() throws TfsFormatException {
            if (damage != null) {
                throw damage;
            }
            return bytes;
        }

        /** Returns the reason why the segment has an end before its last byte. */
        TfsFormatException damaged() {
            return Objects.requireNonNull(damage);
        }
    }

    /**
     * Unpacks a segment. The blocks before a damaged one are unpacked all the same.
     *
     * @throws TfsFormatException when an earlier segment, to which this one refers, is damaged, or the checksum of the
     *     frame does not match
     */
    Unpacked unpack(Lz4Index.Segment segment) throws IOException {
        Loss loss = losses.get(segment.frame().firstSegment());
        if (loss != null && loss.segment <= segment.number()) {
            throw loss.cause;
        }
        if (!segment.frame().header().linked()) {
            return unpack(segment, new byte[0]);
        }
        Lz4Windows.Start start = windows.before(segment);
        byte[] window = start.window();
        for (int number = start.segment(); number < segment.number(); number++) {
            window = windows.add(
                    number + 1, unpack(index.segment(number), window).whole());
        }
        Unpacked unpacked = unpack(segment, window);
        if (!segment.isLastOfFrame() && unpacked.damage == null) {
            windows.add(segment.number() + 1, unpacked.bytes);
        }
        return unpacked;
    }

    private Unpacked unpack(Lz4Index.Segment segment, byte[] window) throws IOException {
        Lz4Header header = segment.frame().header();
        byte[] bytes = new byte[window.length + segment.length()];
        System.arraycopy(window, 0, bytes, 0, window.length);
        int filled = window.length;
        long position = segment.position();
        try {
            // Empty blocks may follow.
            while (filled < bytes.length && position < segment.end()) {
                Lz4File.Packed packed = file.block(position, header);
                if (header.blockChecksums()) {
                    file.check(packed);
                }
                filled = unpack(packed, bytes, filled);
                position = packed.next();
            }
            if (filled < bytes.length) {
                throw TfsFormatException.ofCompression(
                        segment.position(),
                        "an LZ4 block holds " + Messages.bytes(filled - window.length) + ", and "
                                + Messages.bytes(segment.length()) + " are expected; copy the image again");
            }
        } catch (TfsFormatException damage) {
            if (header.linked()) {
                remember(segment.frame(), new Loss(segment.number() + 1, damage));
            }
            return new Unpacked(segment, bytes, filled, damage);
        }
        checkContent(segment, bytes);
        return new Unpacked(segment, bytes, filled, null);
    }

    /** Unpacks a block behind the bytes that are filled, and returns where its content ends. */
    private static int unpack(Lz4File.Packed packed, byte[] bytes, int filled) throws TfsFormatException {
        if (!packed.stored()) {
            return new Lz4Sequences(packed.bytes(), packed.length(), packed.position()).unpack(bytes, filled);
        }
        if (packed.length() > bytes.length - filled) {
            throw TfsFormatException.ofCompression(
                    packed.position(),
                    "an LZ4 block holds " + Messages.bytes(packed.length()) + ", and "
                            + Messages.bytes(bytes.length - filled) + " are expected; copy the image again");
        }
        System.arraycopy(packed.bytes(), 0, bytes, filled, packed.length());
        return filled + packed.length();
    }

    private void remember(Lz4Index.Frame frame, Loss loss) {
        if (losses.size() == MOST_LOSSES) {
            losses.clear();
        }
        losses.put(frame.firstSegment(), loss);
    }

    private void checkContent(Lz4Index.Segment segment, byte[] bytes) throws TfsFormatException {
        Lz4Index.Frame frame = segment.frame();
        OptionalInt expected = frame.contentChecksum();
        int from = bytes.length - segment.length();
        if (frame.segments() == 1
                && expected.isPresent()
                && expected.getAsInt() != Lz4File.checksum(bytes, from, segment.length())) {
            TfsFormatException damage = TfsFormatException.ofCompression(
                    frame.header().offset(),
                    "the content of an LZ4 frame does not match its checksum; copy the image again");
            remember(frame, new Loss(segment.number(), damage));
            throw damage;
        }
    }
}
