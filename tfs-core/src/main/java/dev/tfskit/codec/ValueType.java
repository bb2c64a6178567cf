package dev.tfskit.codec;

/** The kinds of encoded values, in the order of their codes, and the header that stands before each (docs/format.md, section 2.3). */
enum ValueType {
    BUFFER, TUPLE, VECTOR, INTEGER, STRING;

    static final int COUNT = 5;

    private static final ValueType[] BY_CODE = values();
    private static final int IMMEDIATE = 0x80;
    private static final int MORE = 0x08;
    private static final int TYPE_SHIFT = 4;
    private static final int HEAD_BITS = 3;
    private static final int GROUP_BITS = 7;

    static ValueType of(final int code) {
        return BY_CODE[code];
    }

    /** Writes the version 5 header of a value that follows, in as few bytes as its length allows. */
    void writeImmediate(final Output out, final long length) {
        write(out, IMMEDIATE, length);
    }

    /** Writes the version 5 header of a reference. */
    void writeReference(final Output out, final long length) {
        write(out, 0, length);
    }

    private void write(final Output out, final int immediate, final long length) {
        final int head = immediate | ordinal() << TYPE_SHIFT;
        if (length < 1 << HEAD_BITS) {
            out.write(head | (int) length);
            return;
        }
        final int bits = Long.SIZE - Long.numberOfLeadingZeros(length);
        final int tailGroups = Math.max(1, Math.ceilDiv(bits - HEAD_BITS, GROUP_BITS));
        // A shift by all 64 bits would be none in Java.
        final int headBits = tailGroups * GROUP_BITS < Long.SIZE ? (int) (length >>> tailGroups * GROUP_BITS) : 0;
        out.write(head | MORE | headBits);
        Varint.writeTail(out, length, tailGroups);
    }
}
