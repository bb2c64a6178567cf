// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Permissions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a tar archive one after the other, in the formats of old tar, ustar, PAX, GNU tar and star. Each
 * entry comes with its long names, PAX records and map of holes. The reader of commons-compress is not used: it decodes
 * names and extended attributes to text, which changes bytes that are not text, and it reads holes as zeros. Not
 * thread-safe.
 */
public final class TarReader {

    /** The most bytes of a name or link target. No program can use longer ones. */
    private static final int MOST_NAME_BYTES = 64 << 10;
    /**
     * The most bytes of all PAX records of an entry: a hundred extended attributes of the largest size that Linux has.
     */
    private static final int MOST_RECORD_BYTES = 8 << 20;
    /**
     * The most bytes of all global PAX records. They are a comment and a few names; more would apply again to each of a
     * million entries.
     */
    private static final int MOST_GLOBAL_BYTES = 64 << 10;

    private static final int PIECE_BYTES = 64 << 10;
    private static final long ID_MASK = 0xffff_ffffL;

    private final ByteSource source;
    private final HeaderBlocks headers;
    private final ExtendedHeader globalRecords = ExtendedHeader.global(MOST_GLOBAL_BYTES);
    /** The stored bytes of the current entry that have not been read. */
    private long unreadBytes;
    /** The bytes that fill up the last block of the current entry. */
    private int paddingBytes;
    /** Whether contents have followed a hard link of this archive. */
    private boolean linksHaveContents;

    /** The effect of a block of zeros between entries. */
    public enum ZeroBlocks {
        /** They end the archive. */
        END,
        /** They are skipped, because archives may follow each other. GNU tar does so with {@code --ignore-zeros}. */
        SKIPPED
    }

    /** The mark at the end of an archive: two blocks of zeros. */
    public enum Ending {
        /** The archive ends without a block of zeros. */
        MISSING,
        /** Only one block of zeros is there. */
        ONE_BLOCK,
        /** The mark is as it should be. */
        COMPLETE
    }

    /**
     * Creates a reader at the beginning of an archive.
     *
     * @param source the archive; the reader does not close it
     * @param zeroBlocks the effect of blocks of zeros
     */
    public TarReader(ByteSource source, ZeroBlocks zeroBlocks) {
        this.source = source;
        this.headers = new HeaderBlocks(source, zeroBlocks);
    }

    /**
     * Returns what marks the end of the archive.
     *
     * @return the mark; valid after {@link #next} has returned nothing
     */
    public Ending ending() {
        return headers.ending();
    }

    /**
     * Returns where the last entry ends.
     *
     * @return a position in bytes; valid after {@link #next} has returned nothing
     */
    public long endOfEntries() {
        return headers.endOfEntries();
    }

    /**
     * Reads the next entry. The rest of the entry before it is skipped.
     *
     * @return the entry; empty at the end
     * @throws ArchiveException when the archive is damaged or incomplete
     * @throws IOException when the archive cannot be read
     */
    public Optional<TarMember> next() throws IOException {
        byte @Nullable [] name = null;
        byte @Nullable [] target = null;
        ExtendedHeader extended = ExtendedHeader.ofEntry(globalRecords, MOST_RECORD_BYTES);
        boolean hasExtraHeaders = false;
        while (true) {
            finishEntry();
            long end = source.position();
            Optional<TarHeader> header = headers.next();
            if (source.position() - end > TarHeader.BYTES) {
                // Behind zeros begins an archive of perhaps another program.
                linksHaveContents = false;
            }
            if (header.isEmpty()) {
                if (hasExtraHeaders) {
                    throw new ArchiveException(
                            source.archive(),
                            "ends in the middle of an entry, at byte " + source.describe(source.position())
                                    + "; it is incomplete: copy or make it again");
                }
                return Optional.empty();
            }
            try {
                TarType type = header.get().type();
                if (type.hasContents()) {
                    beginContents(header.get().size());
                }
                switch (type) {
                    case LONG_NAME -> name = readName();
                    case LONG_TARGET -> target = readName();
                    case RECORDS, OLD_RECORDS -> extended.add(readExtra(MOST_RECORD_BYTES));
                    case GLOBAL_RECORDS -> globalRecords.add(readExtra(MOST_RECORD_BYTES));
                    // The name of the archive, and forms of older programs that add nothing.
                    case VOLUME_LABEL, OLD_NAMES, OLD_ACCESS_LIST -> {}
                    case CONTINUATION -> throw furtherVolume();
                    default -> {
                        // GNU tar marks a further volume so in the PAX format.
                        if (extended.number("GNU.volume.offset").isPresent()) {
                            throw furtherVolume();
                        }
                        if (type == TarType.HARD_LINK) {
                            findContentsOfLink(header.get(), extended);
                        }
                        return Optional.of(member(header.get(), name, target, extended));
                    }
                }
                hasExtraHeaders |= switch (type) {
                    case LONG_NAME, LONG_TARGET, RECORDS, OLD_RECORDS -> true;
                    default -> false;
                };
            } catch (NumberFormatException e) {
                throw damaged(e);
            } catch (TarLimitException e) {
                throw source.beyondLimit(Messages.reasonOf(e));
            }
        }
    }

    private ArchiveException damaged(NumberFormatException problem) {
        return source.damaged("there is " + Messages.reasonOf(problem));
    }

    private ArchiveException furtherVolume() {
        return new ArchiveException(
                source.archive(),
                "is a further volume of a multi-volume archive; unpack all volumes with tar -xM, and name the "
                        + "directory");
    }

    private void beginContents(long bytes) {
        if (bytes < 0 || bytes > Long.MAX_VALUE - TarHeader.BYTES) {
            throw new NumberFormatException("a size that is out of range");
        }
        unreadBytes = bytes;
        paddingBytes = (int) (-bytes & TarHeader.BYTES - 1);
    }

    /** Skips the rest of the entry. The padding of the last one may be missing: umoci, for one, does not write it. */
    private void finishEntry() throws IOException {
        source.skip(unreadBytes);
        unreadBytes = 0;
        source.readUpTo(new byte[paddingBytes]);
        paddingBytes = 0;
    }

    /**
     * Determines whether the contents of the file follow a hard link, and sets {@link #unreadBytes} if they do. Many
     * programs write the size of the file into the header of a link and no contents. POSIX allows contents. A PAX
     * record with their size announces them. So does an earlier link with contents, because a program writes them with
     * all links or with none; archives of two programs that were joined without zeros between them are not told apart.
     * Otherwise the block behind the header decides: contents are assumed where it is no header. Contents of the first
     * link of an archive that begin like a header, or with zeros, are found only by such a record.
     */
    private void findContentsOfLink(TarHeader header, ExtendedHeader extended) throws IOException {
        OptionalLong announced = extended.number("size");
        long size = announced.orElseGet(header::size);
        if (size > 0 && (announced.isPresent() || linksHaveContents || !headers.isNext())) {
            linksHaveContents = true;
            beginContents(size);
        }
    }

    private byte[] readName() throws IOException {
        byte[] bytes = readExtra(MOST_NAME_BYTES);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }

    /**
     * Reads the contents of an entry that describes the next one. The array grows with the bytes that are there,
     * because the size in the header may be wrong.
     */
    private byte[] readExtra(int most) throws IOException {
        if (unreadBytes > most) {
            throw new TarLimitException("a header of " + Messages.bytes(unreadBytes));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, unreadBytes));
        while (unreadBytes > 0) {
            read(piece.clear());
            bytes.write(piece.array(), 0, piece.position());
        }
        return bytes.toByteArray();
    }

    private TarMember member(
            TarHeader header, byte @Nullable [] longName, byte @Nullable [] longTarget, ExtendedHeader extended)
            throws IOException {
        TarType type = header.type();
        if (type.hasContents() && extended.number("size").isPresent()) {
            beginContents(extended.number("size").getAsLong());
        }
        byte[] name = extended.bytes("GNU.sparse.name")
                .or(() -> extended.bytes("path"))
                .orElseGet(() -> longName != null ? longName : header.name());
        byte[] target = extended.bytes("linkpath").orElseGet(() -> longTarget != null ? longTarget : header.target());
        Instant modified = extended.time("mtime").orElseGet(() -> DiskTime.ofUnix(header.modified(), 0));
        long size = unreadBytes;
        Optional<SparseMap> map = Optional.empty();
        if (type == TarType.GNU_SPARSE_FILE) {
            size = header.sparseSize();
            map = Optional.of(SparseMap.parseOld(header, headers::nextContinuation));
        } else if (type.hasContents() && extended.number("GNU.sparse.major").orElse(0) > 0) {
            size = extended.number("GNU.sparse.realsize")
                    .orElseThrow(() -> new NumberFormatException("a sparse file without a size"));
            map = Optional.of(SparseMap.parse(this::nextContentBlock));
        } else if (type.hasContents() && extended.number("GNU.sparse.size").isPresent()) {
            size = extended.number("GNU.sparse.size").getAsLong();
            map = Optional.of(SparseMap.parse(extended.sparseNumbers()));
        }
        if (size < 0) {
            throw new NumberFormatException("a size that is out of range");
        }
        if (map.isPresent()) {
            map.get().check(size, unreadBytes);
        }
        return new TarMember(
                type,
                name,
                target,
                size,
                map.map(SparseMap::ranges),
                type.isDevice() ? header.deviceMajor() : 0,
                type.isDevice() ? header.deviceMinor() : 0,
                (int) header.mode() & Permissions.MODE_BITS,
                id(extended.number("uid").orElseGet(header::uid)),
                id(extended.number("gid").orElseGet(header::gid)),
                modified,
                extended);
    }

    /** Returns an owner or group from 0 to 2^32 - 1. Some programs write numbers from 2^31 on as negative ones. */
    private static long id(long number) {
        if (number > ID_MASK || number < Integer.MIN_VALUE) {
            throw new NumberFormatException("an owner or group that is out of range");
        }
        return number & ID_MASK;
    }

    private byte[] nextContentBlock() throws IOException {
        if (unreadBytes < TarHeader.BYTES) {
            throw new NumberFormatException("a map of holes that is incomplete");
        }
        ByteBuffer block = ByteBuffer.allocate(TarHeader.BYTES);
        while (block.hasRemaining()) {
            read(block);
        }
        return block.array();
    }

    /**
     * Returns the content of the current entry. It can be read until the reader goes to the next entry.
     *
     * @param member the entry, which {@link #next} has just returned
     * @param name its {@code toString} is the name of the file in messages, and is called only for a message
     * @return the content
     */
    public PackedContent content(TarMember member, Object name) {
        return new PackedContent(
                new PassingBytes(this), member.size(), member.ranges().orElse(null), name);
    }

    /** Reads some bytes of the current entry; at least one, unless the buffer is full or none are left. */
    int read(ByteBuffer target) throws IOException {
        int count = source.read(target, unreadBytes);
        unreadBytes -= count;
        return count;
    }

    /** Skips bytes of the current entry. */
    void skip(long count) throws IOException {
        source.skip(count);
        unreadBytes -= count;
    }
}
