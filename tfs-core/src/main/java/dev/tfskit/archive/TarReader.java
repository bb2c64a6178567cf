package dev.tfskit.archive;

import dev.tfskit.Plural;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entries of a tar archive one after the other: old tar, ustar, PAX, GNU and star. The reader of commons-compress would not do:
 * names and extended attributes pass through it as text, which loses bytes that are none, and it reads holes as zeros. Not thread
 * safe.
 */
final class TarReader {

    /** Names and targets; no program can use longer ones. */
    private static final int MOST_NAME_BYTES = 64 << 10;
    /** All records of an entry; a hundred extended attributes of the largest size that Linux has. */
    private static final int MOST_RECORD_BYTES = 8 << 20;
    private static final int PIECE_BYTES = 64 << 10;
    private static final int MODE_BITS = 07777;
    private static final long ID_MASK = 0xffff_ffffL;
    /** Beyond the year 30000, in both directions. */
    private static final long MOST_SECONDS = 1_000_000_000_000L;

    private static final int OLD_SPARSE_MAP = 386;
    private static final int OLD_SPARSE_ENTRIES = 4;
    private static final int OLD_SPARSE_CONTINUES = 482;
    private static final int OLD_SPARSE_SIZE = 483;
    private static final int MORE_SPARSE_ENTRIES = 21;
    private static final int MORE_SPARSE_CONTINUES = 504;
    private static final int SPARSE_ENTRY_BYTES = 24;
    private static final int SPARSE_NUMBER_BYTES = 12;

    private final ByteSource source;
    private ExtendedHeader global = ExtendedHeader.NONE;
    /** Bytes of the present entry that have not been read, without and with what fills its last block. */
    private long stored;
    private long padding;
    private boolean hasEndMark;

    TarReader(final ByteSource source) {
        this.source = source;
    }

    /** Whether the archive says that it ends where it does. */
    boolean hasEndMark() {
        return hasEndMark;
    }

    /** The next entry; empty at the end. What was not read of the last one is passed over. */
    Optional<TarMember> next() throws IOException {
        Optional<byte[]> name = Optional.empty();
        Optional<byte[]> target = Optional.empty();
        ExtendedHeader extended = ExtendedHeader.NONE;
        boolean isBegun = false;
        while (true) {
            finishEntry();
            final Optional<HeaderBlock> header = readHeader();
            if (header.isEmpty()) {
                if (isBegun) {
                    throw new ArchiveException(source.archive(), "ends in the middle of an entry, at byte " + source.position()
                            + "; it is incomplete");
                }
                return Optional.empty();
            }
            try {
                final char type = header.get().type();
                if (!TarMember.isEmpty(type)) {
                    setStored(header.get().size());
                }
                switch (type) {
                    case 'L' -> name = Optional.of(readName());
                    case 'K' -> target = Optional.of(readName());
                    case 'x', 'X' -> extended = ExtendedHeader.parse(readExtra(MOST_RECORD_BYTES)).over(extended);
                    case 'g' -> global = ExtendedHeader.parse(readExtra(MOST_RECORD_BYTES)).over(global);
                    // The name of the archive, and forms of older programs that add nothing.
                    case 'V', 'N', 'A' -> { }
                    case 'M' -> throw new ArchiveException(source.archive(), "is the continuation of another archive; join them first");
                    default -> {
                        return Optional.of(member(header.get(), name, target, extended.over(global)));
                    }
                }
                isBegun = type == 'L' || type == 'K' || type == 'x' || type == 'X' || isBegun;
            } catch (NumberFormatException e) {
                throw damaged(e);
            }
        }
    }

    private ArchiveException damaged(final NumberFormatException problem) {
        return source.damaged("there is " + problem.getMessage());
    }

    private void setStored(final long bytes) {
        if (bytes < 0 || bytes > Long.MAX_VALUE - HeaderBlock.BYTES) {
            throw new NumberFormatException("a size that is out of range");
        }
        stored = bytes;
        padding = -bytes & HeaderBlock.BYTES - 1;
    }

    private void finishEntry() throws IOException {
        source.skip(stored);
        stored = 0;
        source.skip(padding);
        padding = 0;
    }

    private Optional<HeaderBlock> readHeader() throws IOException {
        final byte[] bytes = new byte[HeaderBlock.BYTES];
        final int count = source.readUpTo(bytes);
        if (count == 0) {
            return Optional.empty();
        }
        if (count < HeaderBlock.BYTES) {
            throw new ArchiveException(source.archive(), "ends in the middle of a header, at byte " + source.position()
                    + "; it is incomplete");
        }
        final HeaderBlock header = new HeaderBlock(bytes);
        if (header.isZero()) {
            hasEndMark = true;
            return Optional.empty();
        }
        if (!header.hasRightChecksum()) {
            throw source.damaged("there is a header with a wrong checksum");
        }
        return Optional.of(header);
    }

    private byte[] readName() throws IOException {
        final byte[] bytes = readExtra(MOST_NAME_BYTES);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** The contents of an entry that describes the next one. Memory is taken as bytes come, whatever their number is said to be. */
    private byte[] readExtra(final int most) throws IOException {
        if (stored > most) {
            throw new NumberFormatException("a header of " + Plural.bytes(stored) + ", more than makes sense");
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, stored));
        while (stored > 0) {
            read(piece.clear());
            bytes.write(piece.array(), 0, piece.position());
        }
        return bytes.toByteArray();
    }

    private TarMember member(final HeaderBlock header, final Optional<byte[]> longName, final Optional<byte[]> longTarget,
            final ExtendedHeader extended) throws IOException {
        final char type = header.type();
        if (!TarMember.isEmpty(type) && extended.number("size").isPresent()) {
            setStored(extended.number("size").getAsLong());
        }
        final byte[] name = extended.bytes("GNU.sparse.name").or(() -> extended.bytes("path")).or(() -> longName).orElseGet(header::name);
        final byte[] target = extended.bytes("linkpath").or(() -> longTarget).orElseGet(header::target);
        final Instant modified = extended.time("mtime").orElseGet(() -> time(header.modified()));
        long size = stored;
        Optional<SparseMap> map = Optional.empty();
        if (type == TarMember.GNU_SPARSE_FILE) {
            size = header.longNumber(OLD_SPARSE_SIZE);
            map = Optional.of(readOldMap(header));
        } else if (!TarMember.isEmpty(type) && extended.number("GNU.sparse.major").orElse(0) > 0) {
            size = extended.number("GNU.sparse.realsize").orElseThrow(() -> new NumberFormatException("a sparse file without a size"));
            map = Optional.of(readMap());
        } else if (!TarMember.isEmpty(type) && extended.number("GNU.sparse.size").isPresent()) {
            size = extended.number("GNU.sparse.size").getAsLong();
            map = Optional.of(mapOf(extended));
        }
        if (size < 0) {
            throw new NumberFormatException("a size that is out of range");
        }
        if (map.isPresent()) {
            map.get().check(size, stored);
        }
        return new TarMember(type, name, target, size, map.map(SparseMap::ranges), (int) header.mode() & MODE_BITS,
                id(extended.number("uid").orElseGet(header::uid)), id(extended.number("gid").orElseGet(header::gid)), modified,
                extended);
    }

    private static Instant time(final long seconds) {
        if (Math.abs(seconds) > MOST_SECONDS) {
            throw new NumberFormatException("a time that is out of range");
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** Some programs write the numbers above 2^31 as negative ones. */
    private static long id(final long number) {
        if (number > ID_MASK || number < Integer.MIN_VALUE) {
            throw new NumberFormatException("an owner or group that is out of range");
        }
        return number & ID_MASK;
    }

    /** The map in the header of old GNU archives, and in the blocks behind it. */
    private SparseMap readOldMap(final HeaderBlock header) throws IOException {
        final SparseMap map = new SparseMap();
        addOld(map, header, OLD_SPARSE_MAP, OLD_SPARSE_ENTRIES);
        boolean continues = header.isSet(OLD_SPARSE_CONTINUES);
        while (continues) {
            final byte[] bytes = new byte[HeaderBlock.BYTES];
            if (source.readUpTo(bytes) < HeaderBlock.BYTES) {
                throw new ArchiveException(source.archive(), "ends in the middle of a header, at byte " + source.position()
                        + "; it is incomplete");
            }
            final HeaderBlock more = new HeaderBlock(bytes);
            addOld(map, more, 0, MORE_SPARSE_ENTRIES);
            continues = more.isSet(MORE_SPARSE_CONTINUES);
        }
        return map;
    }

    private static void addOld(final SparseMap map, final HeaderBlock block, final int start, final int entries) {
        for (int i = 0; i < entries; i++) {
            final int at = start + i * SPARSE_ENTRY_BYTES;
            if (!block.isEmpty(at + SPARSE_NUMBER_BYTES)) {
                map.add(block.longNumber(at), block.longNumber(at + SPARSE_NUMBER_BYTES));
            }
        }
    }

    /** The map of PAX 0.0, of repeated records, or of 0.1, a list in one record. */
    private static SparseMap mapOf(final ExtendedHeader extended) {
        final SparseMap map = new SparseMap();
        final List<String> numbers = extended.text("GNU.sparse.map").map(list -> List.of(list.split(",", -1)))
                .orElse(extended.sparsePairs());
        if (numbers.size() % 2 != 0) {
            throw new NumberFormatException("a map of holes that is incomplete");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            map.add(ExtendedHeader.parseNumber(numbers.get(i)), ExtendedHeader.parseNumber(numbers.get(i + 1)));
        }
        return map;
    }

    /** The map of PAX 1.0: lines with numbers before the contents, in blocks of their own. */
    private SparseMap readMap() throws IOException {
        final SparseMap map = new SparseMap();
        final NumberLines lines = new NumberLines();
        final long count = lines.next();
        for (long i = 0; i < count; i++) {
            map.add(lines.next(), lines.next());
        }
        return map;
    }

    /** Decimal numbers in lines, read in whole blocks. */
    private final class NumberLines {

        private static final int MOST_DIGITS = 20;

        private final ByteBuffer block = ByteBuffer.allocate(HeaderBlock.BYTES).limit(0);

        long next() throws IOException {
            final ByteArrayOutputStream digits = new ByteArrayOutputStream();
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
                if (stored < HeaderBlock.BYTES) {
                    throw new NumberFormatException("a map of holes that is incomplete");
                }
                block.clear();
                while (block.hasRemaining()) {
                    read(block);
                }
                block.flip();
            }
            return block.get();
        }
    }

    /** How many bytes of the present entry the archive has left. */
    long stored() {
        return stored;
    }

    /** Reads some bytes of the present entry; at least one, unless the buffer is full or none are left. */
    int read(final ByteBuffer target) throws IOException {
        final int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + stored));
        try {
            final int count = source.read(target);
            stored -= count;
            return count;
        } finally {
            target.limit(limit);
        }
    }

    /** Passes over bytes of the present entry. */
    void skip(final long count) throws IOException {
        source.skip(count);
        stored -= count;
    }
}
