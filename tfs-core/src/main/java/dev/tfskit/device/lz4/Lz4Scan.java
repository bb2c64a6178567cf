// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Builds the index of an LZ4 file. Blocks do not state their unpacked length. If the header gives the size of the
 * content and that size fits when all blocks but the last are full, only the last block is examined. Otherwise the
 * sequences of every block are read, without unpacking, because any block may be short.
 */
final class Lz4Scan {

    private static final int LEGACY = 0x184c2102;
    private static final int SKIPPABLE = 0x184d2a50;
    private static final int SKIPPABLE_BITS = 0xffff_fff0;

    private final Lz4File file;
    private final Lz4Index index = new Lz4Index();

    private Lz4Scan(Lz4File file) {
        this.file = file;
    }

    /** Returns whether a number is a magic number of LZ4, including the legacy one, for which scanning throws. */
    static boolean isMagic(int magic) {
        return magic == Lz4Header.MAGIC || magic == LEGACY || isSkippable(magic);
    }

    private static boolean isSkippable(int magic) {
        return (magic & SKIPPABLE_BITS) == SKIPPABLE;
    }

    /**
     * Scans a whole file.
     *
     * @throws TfsFormatException when the file is damaged or cut short; a block that cannot be unpacked fails only when
     *     it is read
     */
    static Lz4Index of(Lz4File file) throws IOException {
        Lz4Scan scan = new Lz4Scan(file);
        long at = 0;
        while (at < file.size()) {
            at = scan.frame(at);
        }
        return scan.index;
    }

    /** Scans a frame and returns the position of the next one. */
    private long frame(long start) throws IOException {
        int magic = file.word(start);
        if (magic == Lz4Header.MAGIC) {
            return blocks(file.header(start));
        }
        if (magic == LEGACY) {
            throw TfsFormatException.ofCompression(
                    start, "an LZ4 frame of the legacy format; unpack it with lz4 -d and compress it without -l");
        }
        if (!isSkippable(magic)) {
            throw TfsFormatException.ofCompression(
                    start, "the compressed file has neither an LZ4 frame nor its end here; copy the image again");
        }
        long length = Integer.toUnsignedLong(file.word(start + Integer.BYTES));
        return checkEnd(start + 2 * Integer.BYTES + length);
    }

    private long blocks(Lz4Header header) throws IOException {
        long[] positions = new long[16];
        int count = 0;
        long at = header.end();
        for (int length = file.packedLength(at, header); length > 0; length = file.packedLength(at, header)) {
            if (count == Lz4Index.MOST_BLOCKS) {
                throw Lz4Index.tooMany(header);
            }
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, 2 * count);
            }
            positions[count++] = at;
            at = checkEnd(at + Integer.BYTES + length + (header.blockChecksums() ? Integer.BYTES : 0));
        }
        long end = at;
        at += Integer.BYTES;
        OptionalInt contentChecksum = OptionalInt.empty();
        if (header.contentChecksum()) {
            contentChecksum = OptionalInt.of(file.word(at));
            at += Integer.BYTES;
        }
        add(header, Arrays.copyOf(positions, count), end, contentChecksum);
        return at;
    }

    private void add(Lz4Header header, long[] positions, long end, OptionalInt contentChecksum) throws IOException {
        int[] lengths = new int[positions.length];
        Arrays.fill(lengths, header.largestBlock());
        if (!hasOnlyFullBlocks(header, positions, lengths)) {
            for (int i = 0; i < positions.length; i++) {
                lengths[i] = unpackedLength(positions[i], header).orElse(header.largestBlock());
            }
            long total = Arrays.stream(lengths).asLongStream().sum();
            if (header.contentBytes().orElse(total) != total) {
                throw TfsFormatException.ofCompression(
                        header.offset(),
                        "an LZ4 frame that was made of "
                                + Long.toUnsignedString(header.contentBytes().getAsLong()) + " bytes, but has "
                                + total + "; copy the image again");
            }
        }
        index.add(header, positions, lengths, end, contentChecksum);
    }

    /**
     * Returns whether the content size in the header proves that all blocks but the last are full; sets the length of
     * the last one then.
     */
    private boolean hasOnlyFullBlocks(Lz4Header header, long[] positions, int[] lengths) throws IOException {
        int last = positions.length - 1;
        if (header.contentBytes().isEmpty() || last < 0) {
            return false;
        }
        long rest = header.contentBytes().getAsLong() - (long) last * header.largestBlock();
        if (rest < 0
                || rest > header.largestBlock()
                || unpackedLength(positions[last], header).orElse((int) rest) != rest) {
            return false;
        }
        lengths[last] = (int) rest;
        return true;
    }

    /**
     * Returns the unpacked length of a block, or empty when the block is damaged: reading it will report that, and the
     * other blocks stay readable.
     */
    private OptionalInt unpackedLength(long position, Lz4Header header) throws IOException {
        Lz4File.Packed block = file.block(position, header);
        if (block.stored()) {
            return OptionalInt.of(block.length());
        }
        try {
            return OptionalInt.of(new Lz4Sequences(block.bytes(), block.length(), block.position())
                    .unpackedLength(header.largestBlock()));
        } catch (TfsFormatException damaged) {
            return OptionalInt.empty();
        }
    }

    private long checkEnd(long at) throws TfsFormatException {
        if (at > file.size()) {
            throw TfsFormatException.ofCompression(
                    file.size(),
                    "the compressed file ends within an LZ4 frame, which goes on to byte " + at
                            + " at least; it is incomplete: copy it again");
        }
        return at;
    }
}
