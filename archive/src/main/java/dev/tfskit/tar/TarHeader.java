// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A header block of 512 bytes. {@link #of} makes one in the ustar format of POSIX. The fields are read in the forms of
 * old tar, POSIX, GNU and star. A number consists of octal digits; GNU tar also writes binary numbers, and marks them
 * by the highest bit of the first byte. Immutable.
 */
public final class TarHeader {

    /** The size of a header, and what everything in an archive is padded to. */
    public static final int BYTES = 512;
    /** The most bytes of a name or a link target that fit. */
    static final int NAME_BYTES = 100;
    /** The largest owner and group that fit. */
    static final long LARGEST_ID = 07777777;
    /** The largest size in bytes and the latest time in seconds that fit. */
    static final long LARGEST_NUMBER = 077777777777L;

    /**
     * The owner in place of one that does not fit. A reader that ignores PAX records must not give a program to root.
     */
    private static final long NOBODY = 65534;

    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int TARGET = 157;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;
    private static final int PREFIX = 345;
    private static final int SPARSE_SIZE = 483;
    private static final int STAR_MAGIC = 508;

    private static final int ID_BYTES = 8;
    private static final int NUMBER_BYTES = 12;
    private static final int PREFIX_BYTES = 155;
    private static final int STAR_PREFIX_BYTES = 131;
    private static final int ID_DIGITS = 7;
    private static final int NUMBER_DIGITS = 11;
    private static final int CHECKSUM_DIGITS = 6;

    private static final String USTAR = "ustar";
    private static final byte[] POSIX_MAGIC_BYTES = {'u', 's', 't', 'a', 'r', 0};
    private static final byte[] STAR_MAGIC_BYTES = {'t', 'a', 'r', 0};

    private final byte[] bytes;

    /**
     * Creates a header from a block that was read.
     *
     * @param bytes {@value #BYTES} of them, which stay as they are
     */
    public TarHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns whether bytes begin a tar archive that has an entry.
     *
     * @param start the first bytes of a file
     * @return true when they are a header with the right checksum. The name comes first in a header, so such bytes may
     *     look like those of another format
     */
    public static boolean begins(byte[] start) {
        return start.length >= BYTES && new TarHeader(start).hasRightChecksum();
    }

    /**
     * Makes the header of an entry. Names are cut and numbers are brought into range where they do not fit; the caller
     * then puts the full values into PAX records.
     *
     * @param size how many bytes follow
     * @param modified the time of the last change, cut to whole seconds
     * @param node what special file it is; empty for other entries
     */
    static TarHeader of(
            TarType type,
            byte[] name,
            byte[] target,
            long size,
            Permissions permissions,
            Instant modified,
            Optional<SpecialNode> node) {
        TarHeader header = new TarHeader(new byte[BYTES]);
        System.arraycopy(name, 0, header.bytes, 0, Math.min(name.length, NAME_BYTES));
        header.putOctal(MODE, permissions.mode(), ID_DIGITS);
        header.putOctal(UID, id(permissions.uid()), ID_DIGITS);
        header.putOctal(GID, id(permissions.gid()), ID_DIGITS);
        header.putOctal(SIZE, size > LARGEST_NUMBER ? 0 : size, NUMBER_DIGITS);
        header.putOctal(MODIFIED, Math.clamp(modified.getEpochSecond(), 0, LARGEST_NUMBER), NUMBER_DIGITS);
        header.bytes[TYPE] = (byte) type.letter();
        System.arraycopy(target, 0, header.bytes, TARGET, Math.min(target.length, NAME_BYTES));
        header.putText(MAGIC, USTAR + "\00000");
        header.putOctal(DEVICE_MAJOR, node.map(SpecialNode::major).orElse(0), ID_DIGITS);
        header.putOctal(DEVICE_MINOR, node.map(SpecialNode::minor).orElse(0), ID_DIGITS);
        header.putOctal(CHECKSUM, header.checksums().unsigned, CHECKSUM_DIGITS);
        header.bytes[CHECKSUM + CHECKSUM_DIGITS] = 0;
        header.bytes[CHECKSUM + CHECKSUM_DIGITS + 1] = ' ';
        return header;
    }

    private static long id(long id) {
        return id > LARGEST_ID ? NOBODY : id;
    }

    private void putText(int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, text.length());
    }

    private void putOctal(int at, long number, int digits) {
        String octal = Long.toOctalString(number);
        putText(at, "0".repeat(digits - octal.length()) + octal);
    }

    /** Returns a copy of the block. */
    byte[] toByteArray() {
        return bytes.clone();
    }

    /** Returns whether the block holds nothing but zeros, as two blocks at the end of an archive do. */
    public boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the header has the right sum of its bytes. Very old programs took bytes as signed numbers. */
    public boolean hasRightChecksum() {
        Checksums sums = checksums();
        try {
            long named = number(CHECKSUM, ID_BYTES);
            return named == sums.unsigned || named == sums.signed;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private record Checksums(long unsigned, long signed) {}

    /** Returns the sums of all bytes, with blanks in place of the stored sum. */
    private Checksums checksums() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BYTES; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + ID_BYTES ? (byte) ' ' : bytes[i];
            unsigned += b & 0xff;
            signed += b;
        }
        return new Checksums(unsigned, signed);
    }

    /** Returns whether the header has the word that marks a tar archive. Very old archives lack it. */
    public boolean hasMagic() {
        return USTAR.equals(new String(bytes, MAGIC, USTAR.length(), StandardCharsets.ISO_8859_1));
    }

    /** Returns what the entry is. */
    TarType type() {
        return TarType.of((char) (bytes[TYPE] & 0xff));
    }

    /** Returns the name, with the prefix that POSIX stores in another field. */
    byte[] name() {
        byte[] name = text(0, NAME_BYTES);
        if (!Arrays.equals(
                        bytes, MAGIC, MAGIC + POSIX_MAGIC_BYTES.length, POSIX_MAGIC_BYTES, 0, POSIX_MAGIC_BYTES.length)
                || bytes[PREFIX] == 0) {
            return name;
        }
        boolean isStar = Arrays.equals(bytes, STAR_MAGIC, BYTES, STAR_MAGIC_BYTES, 0, STAR_MAGIC_BYTES.length);
        byte[] prefix = text(PREFIX, isStar ? STAR_PREFIX_BYTES : PREFIX_BYTES);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    /** Returns the target of a link. */
    byte[] target() {
        return text(TARGET, NAME_BYTES);
    }

    /**
     * Returns type and permission bits.
     *
     * @throws NumberFormatException when the field holds no number, as for the other numbers
     */
    long mode() {
        return number(MODE, ID_BYTES);
    }

    long uid() {
        return number(UID, ID_BYTES);
    }

    long gid() {
        return number(GID, ID_BYTES);
    }

    /** Returns the number of the driver of a device. */
    long deviceMajor() {
        return number(DEVICE_MAJOR, ID_BYTES);
    }

    /** Returns the number of a device of its driver. */
    long deviceMinor() {
        return number(DEVICE_MINOR, ID_BYTES);
    }

    /** Returns how many bytes follow. */
    long size() {
        return number(SIZE, NUMBER_BYTES);
    }

    /** Returns the time of the last change, in seconds since 1970. */
    long modified() {
        return number(MODIFIED, NUMBER_BYTES);
    }

    /** Returns the length of a sparse file, in the form of old GNU archives. */
    long sparseSize() {
        return number(SPARSE_SIZE, NUMBER_BYTES);
    }

    /** Returns the number in a field of 12 bytes at an offset; maps of holes have such fields. */
    long longNumber(int at) {
        return number(at, NUMBER_BYTES);
    }

    /** Returns whether a byte is not zero. The first byte of a field that is in use is not. */
    boolean isSet(int at) {
        return bytes[at] != 0;
    }

    /** Returns the bytes of a field up to the first zero. */
    private byte[] text(int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, at, end);
    }

    private long number(int at, int length) {
        return (bytes[at] & 0x80) != 0 ? binary(at, length) : octal(at, length);
    }

    /** The second highest bit is the sign. */
    private long binary(int at, int length) {
        boolean isNegative = (bytes[at] & 0x40) != 0;
        long number = isNegative ? bytes[at] : bytes[at] & 0x3f;
        for (int i = at + 1; i < at + length; i++) {
            if (number > Long.MAX_VALUE >> Byte.SIZE || number < Long.MIN_VALUE >> Byte.SIZE) {
                throw new NumberFormatException("a number that is too large");
            }
            number = number << Byte.SIZE | bytes[i] & 0xff;
        }
        return number;
    }

    private long octal(int at, int length) {
        int i = at;
        int end = at + length;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        long number = 0;
        for (; i < end && bytes[i] >= '0' && bytes[i] <= '7'; i++) {
            number = number << 3 | bytes[i] - '0';
        }
        if (i < end && bytes[i] != 0 && bytes[i] != ' ') {
            throw new NumberFormatException("a malformed number");
        }
        return number;
    }
}
