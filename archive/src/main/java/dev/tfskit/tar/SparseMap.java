// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoSupplier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ranges of a sparse file that an archive stores, in the order of the file and without overlaps. The map is read in
 * all forms of GNU tar, which are that of its old headers and PAX 0.0, 0.1 and 1.0, and written in the form 1.0. Not
 * thread-safe.
 */
public final class SparseMap {

    /** More ranges in an archive would take more memory than a file with so many holes is worth. */
    private static final int MOST_RANGES = 1 << 20;
    /** The blocks of most file systems, in bytes. */
    private static final int HOST_BLOCK = 4096;

    private static final int OLD_MAP = 386;
    private static final int OLD_ENTRIES = 4;
    private static final int OLD_CONTINUES = 482;
    private static final int OLD_MORE_ENTRIES = 21;
    private static final int OLD_MORE_CONTINUES = 504;
    private static final int OLD_ENTRY_BYTES = 24;
    private static final int OLD_NUMBER_BYTES = 12;

    private final List<ByteRange> ranges = new ArrayList<>();
    private long storedBytes;

    private SparseMap() {}

    /**
     * Returns the map to write for a file. Everything that a host could make a hole of lies outside the ranges; smaller
     * gaps lie within, because they would cost more than they save.
     *
     * @param data the ranges that hold data, in the order of the file, without overlaps
     * @param length of the file in bytes
     */
    public static SparseMap around(List<ByteRange> data, long length) {
        SparseMap map = new SparseMap();
        long start = 0;
        long dataEnd = 0;
        for (ByteRange range : data) {
            if (canBeHole(dataEnd, range.start(), length)) {
                map.append(start, dataEnd);
                start = range.start();
            }
            dataEnd = range.end();
        }
        if (canBeHole(dataEnd, length, length)) {
            map.append(start, dataEnd);
        } else {
            map.append(start, length);
        }
        return map;
    }

    /**
     * Returns whether a gap covers a whole block of the host, or at the end of the file all bytes of the last block.
     */
    private static boolean canBeHole(long start, long end, long length) {
        long firstBlock = Math.ceilDiv(start, HOST_BLOCK) * (long) HOST_BLOCK;
        return end - firstBlock >= HOST_BLOCK || end == length && end > firstBlock;
    }

    private void append(long start, long end) {
        if (end > start) {
            ranges.add(new ByteRange(start, end));
            storedBytes += end - start;
        }
    }

    /**
     * Reads the map in the header of an old GNU archive.
     *
     * @param more reads the blocks behind the header one by one, where the map goes on; {@value TarHeader#BYTES} bytes
     *     each
     * @throws NumberFormatException when the map is malformed
     */
    static SparseMap parseOld(TarHeader header, IoSupplier<byte[]> more) throws IOException {
        SparseMap map = new SparseMap();
        map.addOld(header, OLD_MAP, OLD_ENTRIES);
        boolean continues = header.isSet(OLD_CONTINUES);
        while (continues) {
            TarHeader block = new TarHeader(more.get());
            map.addOld(block, 0, OLD_MORE_ENTRIES);
            continues = block.isSet(OLD_MORE_CONTINUES);
        }
        return map;
    }

    private void addOld(TarHeader block, int start, int entries) {
        for (int i = 0; i < entries; i++) {
            int at = start + i * OLD_ENTRY_BYTES;
            if (block.isSet(at + OLD_NUMBER_BYTES)) {
                add(block.longNumber(at), block.longNumber(at + OLD_NUMBER_BYTES));
            }
        }
    }

    /**
     * Reads the map of PAX 0.0 or 0.1.
     *
     * @param numbers an offset and a length in turn
     * @throws NumberFormatException when the map is malformed
     */
    static SparseMap parse(List<String> numbers) {
        if (numbers.size() % 2 != 0) {
            throw new NumberFormatException("a map of holes that is incomplete");
        }
        SparseMap map = new SparseMap();
        for (int i = 0; i < numbers.size(); i += 2) {
            map.add(ExtendedHeader.parseNumber(numbers.get(i)), ExtendedHeader.parseNumber(numbers.get(i + 1)));
        }
        return map;
    }

    /**
     * Reads the map of PAX 1.0: lines with numbers before the contents, in blocks of their own.
     *
     * @param blocks reads the blocks of the contents one by one, {@value TarHeader#BYTES} bytes each
     * @throws NumberFormatException when the map is malformed
     */
    static SparseMap parse(IoSupplier<byte[]> blocks) throws IOException {
        SparseMap map = new SparseMap();
        NumberLines lines = new NumberLines(blocks);
        long count = lines.next();
        for (long i = 0; i < count; i++) {
            map.add(lines.next(), lines.next());
        }
        return map;
    }

    /** Decimal numbers in lines, read in whole blocks. */
    private static final class NumberLines {

        private static final int MOST_DIGITS = 20;

        private final IoSupplier<byte[]> blocks;
        private ByteBuffer block = ByteBuffer.allocate(0);

        NumberLines(IoSupplier<byte[]> blocks) {
            this.blocks = blocks;
        }

        long next() throws IOException {
            ByteArrayOutputStream digits = new ByteArrayOutputStream();
            for (byte b = nextByte(); b != '\n'; b = nextByte()) {
                digits.write(b);
                if (digits.size() > MOST_DIGITS) {
                    throw new NumberFormatException("a map of holes that is malformed");
                }
            }
            return ExtendedHeader.parseNumber(digits.toString(StandardCharsets.ISO_8859_1));
        }

        private byte nextByte() throws IOException {
            if (!block.hasRemaining()) {
                block = ByteBuffer.wrap(blocks.get());
            }
            return block.get();
        }
    }

    private void add(long start, long length) {
        long end = ranges.isEmpty() ? 0 : ranges.getLast().end();
        if (start < end || length < 0 || start > Long.MAX_VALUE - length) {
            throw new NumberFormatException("a map of holes that is out of order");
        }
        if (length == 0) {
            return;
        }
        storedBytes += length;
        if (start == end && !ranges.isEmpty()) {
            ranges.set(ranges.size() - 1, new ByteRange(ranges.getLast().start(), start + length));
        } else {
            ranges.add(new ByteRange(start, start + length));
        }
        if (ranges.size() > MOST_RANGES) {
            throw new TarLimitException("a file with more than " + MOST_RANGES + " holes");
        }
    }

    /**
     * Checks a map that was read.
     *
     * @param size length of the file
     * @param stored how many bytes the archive holds of it
     * @throws NumberFormatException when the ranges do not fit
     */
    void check(long size, long stored) {
        if (storedBytes != stored || !ranges.isEmpty() && ranges.getLast().end() > size) {
            throw new NumberFormatException("a map of holes that does not fit its file");
        }
    }

    /**
     * Returns the ranges. In a map to write, lengths are multiples of a block, except that of a range at the end of the
     * file.
     */
    public List<ByteRange> ranges() {
        return ranges;
    }

    /** Returns how many bytes the ranges have together. */
    public long storedBytes() {
        return storedBytes;
    }

    /**
     * Returns the map as it stands in front of the bytes, in the form of GNU tar, version 1.0.
     *
     * @param length of the file in bytes
     * @return whole blocks
     */
    public byte[] toByteArray(long length) {
        boolean endsWithHole = ranges.isEmpty() || ranges.getLast().end() < length;
        StringBuilder text = new StringBuilder()
                .append(ranges.size() + (endsWithHole ? 1 : 0))
                .append('\n');
        for (ByteRange range : ranges) {
            text.append(range.start()).append('\n').append(range.length()).append('\n');
        }
        if (endsWithHole) {
            // Without this, GNU tar ends the file where its data does.
            text.append(length).append("\n0\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(bytes, Math.ceilDiv(bytes.length, TarHeader.BYTES) * TarHeader.BYTES);
    }
}
