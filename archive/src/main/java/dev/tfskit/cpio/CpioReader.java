// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cpio;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.tar.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the entries of a cpio archive one after the other, in the new ASCII form ({@code newc}) with or without
 * checksums. The reader of commons-compress is not used: it decodes names to text, which changes bytes that are not
 * text, and it allocates whatever length a header claims. Not thread-safe.
 */
public final class CpioReader {

    private static final String PLAIN_MAGIC = "070701";
    private static final String CHECKSUM_MAGIC = "070702";
    private static final byte[] TRAILER = "TRAILER!!!".getBytes(StandardCharsets.US_ASCII);
    private static final int MAGIC_BYTES = 6;
    private static final int FIELD_DIGITS = 8;
    private static final int FIELDS = 13;
    private static final int HEADER_BYTES = MAGIC_BYTES + FIELDS * FIELD_DIGITS;
    private static final int ALIGNMENT = 4;
    /** The longest name in bytes; no program can use longer ones. */
    private static final int MOST_NAME_BYTES = 64 << 10;

    private final ByteSource source;
    private long left;
    private boolean hasTrailer;

    /**
     * Creates a reader at the beginning of an archive.
     *
     * @param source the archive; the reader does not close it
     */
    public CpioReader(ByteSource source) {
        this.source = source;
    }

    /**
     * Returns whether bytes begin a cpio archive that can be read.
     *
     * @param start the first bytes of a file
     * @return true when they are a magic number of the new ASCII form
     */
    public static boolean begins(byte[] start) {
        String magic = new String(start, 0, Math.min(start.length, MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        return magic.equals(PLAIN_MAGIC) || magic.equals(CHECKSUM_MAGIC);
    }

    /**
     * Returns whether bytes begin a cpio archive of an older form.
     *
     * @param start the first bytes of a file
     * @return true when they are a magic number of the portable form or of one of the binary forms
     */
    public static boolean beginsOlder(byte[] start) {
        String magic = new String(start, 0, Math.min(start.length, MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        return magic.equals("070707") || magic.startsWith("\307\161") || magic.startsWith("\161\307");
    }

    /**
     * Returns whether the entry that ends an archive was there.
     *
     * @return false when the archive ends without it; valid after {@link #next} has returned nothing
     */
    public boolean hasTrailer() {
        return hasTrailer;
    }

    /**
     * Reads the next entry. The rest of the entry before it is skipped.
     *
     * @return the entry; empty at the end of the archive
     * @throws ArchiveException when the archive is damaged or incomplete
     * @throws IOException when the archive cannot be read
     */
    public Optional<CpioMember> next() throws IOException {
        source.skip(left);
        left = 0;
        skipToAlignment();
        Optional<byte[]> header = readHeader();
        if (header.isEmpty()) {
            return Optional.empty();
        }
        CpioMember member = parse(new String(header.get(), StandardCharsets.ISO_8859_1));
        left = member.size();
        hasTrailer = Arrays.equals(member.name(), TRAILER);
        if (!hasTrailer) {
            return Optional.of(member);
        }
        source.skip(left);
        left = 0;
        return Optional.empty();
    }

    /**
     * Goes on to the archive behind one that has ended. Its inode numbers have nothing to do with those of the archive
     * before it.
     *
     * @return whether there is one; {@link #next} then returns its entries
     * @throws IOException when the archive cannot be read
     */
    public boolean beginNextArchive() throws IOException {
        return hasTrailer && skipZeros();
    }

    /** Skips the padding. Does not fail when the archive ends within it, since the last padding may be missing. */
    private void skipToAlignment() throws IOException {
        byte[] padding = new byte[(int) (-source.position() & ALIGNMENT - 1)];
        source.readUpTo(padding);
    }

    private Optional<byte[]> readHeader() throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        int count = source.readUpTo(header);
        if (count == 0) {
            return Optional.empty();
        }
        if (count < HEADER_BYTES) {
            throw new ArchiveException(
                    source.archive(),
                    "ends in the middle of a header, at byte " + source.describe(source.position())
                            + "; it is incomplete: copy or make it again");
        }
        return Optional.of(header);
    }

    /** Skips the padding between two archives; returns false at the end. */
    private boolean skipZeros() throws IOException {
        byte[] word = new byte[ALIGNMENT];
        long zeros = 0;
        skipToAlignment();
        for (int count = source.readUpTo(word); count > 0; count = source.readUpTo(word)) {
            if (!Arrays.equals(word, 0, count, new byte[ALIGNMENT], 0, count)) {
                source.unread(word, count);
                return true;
            }
            zeros += count;
            if (source.isMoreThanPadding(zeros)) {
                return false;
            }
        }
        return false;
    }

    private CpioMember parse(String header) throws IOException {
        String magic = header.substring(0, MAGIC_BYTES);
        if (!magic.equals(PLAIN_MAGIC) && !magic.equals(CHECKSUM_MAGIC)) {
            throw source.damaged("there is no header where one should be");
        }
        long[] fields = new long[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            int at = MAGIC_BYTES + i * FIELD_DIGITS;
            fields[i] = number(header.substring(at, at + FIELD_DIGITS));
        }
        byte[] name = readName(fields[11]);
        skipToAlignment();
        return new CpioMember(
                name,
                new CpioMember.InodeNumber(fields[7], fields[8], fields[0]),
                (int) fields[1],
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6],
                new CpioMember.DeviceNumbers(fields[9], fields[10]),
                magic.equals(CHECKSUM_MAGIC) ? fields[12] : 0);
    }

    private long number(String digits) throws ArchiveException {
        if (!digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw source.damaged("there is a header with a number that is not hexadecimal");
        }
        return Long.parseLong(digits, 16);
    }

    /** Reads a name. It ends at its first NUL: programs that align contents pad the name before them with more. */
    private byte[] readName(long length) throws IOException {
        if (length < 1 || length > MOST_NAME_BYTES) {
            throw source.damaged("there is a name of " + length + " bytes");
        }
        byte[] name = new byte[(int) length];
        if (source.readUpTo(name) < length || name[name.length - 1] != 0) {
            throw source.damaged("there is a name without an end");
        }
        int end = 0;
        while (name[end] != 0) {
            end++;
        }
        return Arrays.copyOf(name, end);
    }

    /** Reads some bytes of the current entry; at least one, unless the buffer is full or none are left. */
    int read(ByteBuffer target) throws IOException {
        int count = source.read(target, left);
        left -= count;
        return count;
    }

    /** Creates the exception for contents that do not have the checksum of their header. */
    ArchiveException wrongChecksum(String name) {
        return source.damaged("the contents of " + name + " do not have their checksum");
    }
}
