package dev.tfskit.archive;

import java.util.Arrays;

/**
 * A block of 512 bytes with the fields of a tar header, in the forms of old tar, POSIX, GNU and star. Numbers are octal digits, or, in
 * the way of GNU, binary ones behind a byte with its highest bit set.
 */
final class HeaderBlock {

    /** The size of a header, and what everything in an archive is padded to. */
    static final int BYTES = 512;

    private static final int NAME_BYTES = 100;
    private static final int MODE = 100;
    private static final int ID_BYTES = 8;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int NUMBER_BYTES = 12;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int TARGET = 157;
    private static final byte[] MAGIC = {'u', 's', 't', 'a', 'r', 0};
    /** Where the word is that tells a tar archive, in all but very old ones. */
    static final int MAGIC_START = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;
    private static final int STAR_PREFIX_BYTES = 131;
    private static final byte[] STAR_MAGIC = {'t', 'a', 'r', 0};
    private static final int STAR_MAGIC_START = 508;

    private final byte[] bytes;

    HeaderBlock(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether it holds nothing but zeros, as two blocks at the end of an archive do. */
    boolean isZero() {
        for (final byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the sum of its bytes is the one that it names; very old programs took bytes for signed. */
    boolean hasRightChecksum() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BYTES; i++) {
            final byte b = i >= CHECKSUM && i < CHECKSUM + ID_BYTES ? (byte) ' ' : bytes[i];
            unsigned += b & 0xff;
            signed += b;
        }
        try {
            final long named = number(CHECKSUM, ID_BYTES);
            return named == unsigned || named == signed;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    char type() {
        return (char) (bytes[TYPE] & 0xff);
    }

    /** The name, with what POSIX has put before it. */
    byte[] name() {
        final byte[] name = text(0, NAME_BYTES);
        if (!Arrays.equals(bytes, MAGIC_START, MAGIC_START + MAGIC.length, MAGIC, 0, MAGIC.length) || bytes[PREFIX] == 0) {
            return name;
        }
        final boolean isStar = Arrays.equals(bytes, STAR_MAGIC_START, BYTES, STAR_MAGIC, 0, STAR_MAGIC.length);
        final byte[] prefix = text(PREFIX, isStar ? STAR_PREFIX_BYTES : PREFIX_BYTES);
        final byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    byte[] target() {
        return text(TARGET, NAME_BYTES);
    }

    /** @throws NumberFormatException when the field holds none; so for the other numbers */
    long mode() {
        return number(MODE, ID_BYTES);
    }

    long uid() {
        return number(UID, ID_BYTES);
    }

    long gid() {
        return number(GID, ID_BYTES);
    }

    long size() {
        return number(SIZE, NUMBER_BYTES);
    }

    /** Seconds since 1970. */
    long modified() {
        return number(MODIFIED, NUMBER_BYTES);
    }

    /** The number in a field of 12 bytes at any place, as maps of holes have them. */
    long longNumber(final int at) {
        return number(at, NUMBER_BYTES);
    }

    /** Whether a field of 12 bytes is empty. */
    boolean isEmpty(final int at) {
        return bytes[at] == 0;
    }

    /** Whether a byte is set. */
    boolean isSet(final int at) {
        return bytes[at] != 0;
    }

    /** The bytes of a field up to the first zero. */
    private byte[] text(final int at, final int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, at, end);
    }

    private long number(final int at, final int length) {
        return (bytes[at] & 0x80) != 0 ? binary(at, length) : octal(at, length);
    }

    /** The second highest bit is the sign. */
    private long binary(final int at, final int length) {
        final boolean isNegative = (bytes[at] & 0x40) != 0;
        long number = isNegative ? bytes[at] : bytes[at] & 0x3f;
        for (int i = at + 1; i < at + length; i++) {
            if (number > Long.MAX_VALUE >> Byte.SIZE || number < Long.MIN_VALUE >> Byte.SIZE) {
                throw new NumberFormatException("a number that is too large");
            }
            number = number << Byte.SIZE | bytes[i] & 0xff;
        }
        return number;
    }

    private long octal(final int at, final int length) {
        int i = at;
        final int end = at + length;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        long number = 0;
        for (; i < end && bytes[i] >= '0' && bytes[i] <= '7'; i++) {
            number = number << 3 | bytes[i] - '0';
        }
        if (i < end && bytes[i] != 0 && bytes[i] != ' ') {
            throw new NumberFormatException("a number that is none");
        }
        return number;
    }
}
