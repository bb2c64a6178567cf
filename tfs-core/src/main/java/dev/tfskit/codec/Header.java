package dev.tfskit.codec;

/**
 * What stands before every value (docs/format.md, section 2.3).
 *
 * @param immediate whether the value itself follows, rather than a reference to an earlier one
 * @param type the kind of value
 * @param length bytes, attributes or elements; for some references a dictionary number
 * @param offset where the header begins, in bytes from the start of the volume
 */
record Header(boolean immediate, Type type, long length, long offset) {

    private static final int IMMEDIATE = 0x80;
    private static final int MORE = 0x08;
    private static final int TYPE_SHIFT = 4;
    private static final int HEAD_BITS = 3;

    /** The kinds of value, in the order of their codes. */
    enum Type {
        BUFFER, TUPLE, VECTOR, INTEGER, STRING;

        static final int COUNT = 5;
        private static final Type[] BY_CODE = values();

        static Type of(final int code) {
            return BY_CODE[code];
        }
    }

    /** Writes a version 5 header in as few bytes as the length allows. */
    static void write(final Output out, final boolean immediate, final Type type, final long length) {
        final int head = (immediate ? IMMEDIATE : 0) | type.ordinal() << TYPE_SHIFT;
        if (length < 1 << HEAD_BITS) {
            out.write(head | (int) length);
            return;
        }
        final int bits = Long.SIZE - Long.numberOfLeadingZeros(length);
        final int tailBytes = Math.max(1, (bits - HEAD_BITS + 6) / 7);
        final int headBits = tailBytes * 7 < Long.SIZE ? (int) (length >>> (7 * tailBytes)) : 0;
        out.write(head | MORE | headBits);
        Varint.writeTail(out, length, tailBytes);
    }
}
