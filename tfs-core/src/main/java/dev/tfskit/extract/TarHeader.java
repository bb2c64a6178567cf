package dev.tfskit.extract;

import dev.tfskit.schema.Permissions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A header block of the ustar format. Names are cut and numbers are brought into range where they do not fit; whoever makes one
 * says the whole elsewhere then.
 */
final class TarHeader {

    /** The size of a header, and what everything in an archive is padded to. */
    static final int BYTES = 512;
    /** How many bytes of a name or link target fit. */
    static final int NAME_BYTES = 100;
    /** The largest owner and group that fit. */
    static final long LARGEST_ID = 07777777;
    /** The largest size in bytes and the latest time in seconds that fit. */
    static final long LARGEST_NUMBER = 077777777777L;

    /** In place of an owner that does not fit: a reader that knows no better must not give a program to root. */
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
    private static final int ID_DIGITS = 7;
    private static final int NUMBER_DIGITS = 11;
    private static final int CHECKSUM_DIGITS = 6;

    private final byte[] bytes = new byte[BYTES];

    private TarHeader() {}

    /** The header of an entry. */
    static byte[] of(final TarType type, final byte[] name, final byte[] target, final long size, final Permissions permissions,
            final Instant modified) {
        final TarHeader header = new TarHeader();
        System.arraycopy(name, 0, header.bytes, 0, Math.min(name.length, NAME_BYTES));
        header.octal(MODE, permissions.mode(), ID_DIGITS);
        header.octal(UID, id(permissions.uid()), ID_DIGITS);
        header.octal(GID, id(permissions.gid()), ID_DIGITS);
        header.octal(SIZE, size > LARGEST_NUMBER ? 0 : size, NUMBER_DIGITS);
        header.octal(MODIFIED, Math.clamp(modified.getEpochSecond(), 0, LARGEST_NUMBER), NUMBER_DIGITS);
        header.bytes[TYPE] = (byte) type.letter();
        System.arraycopy(target, 0, header.bytes, TARGET, Math.min(target.length, NAME_BYTES));
        header.text(MAGIC, "ustar\00000");
        header.octal(DEVICE_MAJOR, 0, ID_DIGITS);
        header.octal(DEVICE_MINOR, 0, ID_DIGITS);
        header.addChecksum();
        return header.bytes;
    }

    private static long id(final long id) {
        return id > LARGEST_ID ? NOBODY : id;
    }

    private void text(final int at, final String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, text.length());
    }

    private void octal(final int at, final long number, final int digits) {
        final String octal = Long.toOctalString(number);
        text(at, "0".repeat(digits - octal.length()) + octal);
    }

    /** The sum of all bytes, with blanks in its own place. */
    private void addChecksum() {
        text(CHECKSUM, "        ");
        int sum = 0;
        for (final byte b : bytes) {
            sum += b & 0xff;
        }
        octal(CHECKSUM, sum, CHECKSUM_DIGITS);
        bytes[CHECKSUM + CHECKSUM_DIGITS] = 0;
    }
}
