// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

/**
 * The types of encoded values, in the order of their codes, and the header before each value (docs/format.md, section
 * 2.3).
 */
enum ValueType {
    BUFFER,
    TUPLE,
    VECTOR,
    INTEGER,
    STRING;

    static final int COUNT = 5;

    private static final ValueType[] BY_CODE = values();
    private static final int IMMEDIATE = 0x80;
    private static final int MORE = 0x08;
    private static final int TYPE_SHIFT = 4;
    private static final int HEAD_BITS = 3;
    private static final int GROUP_BITS = 7;

    static ValueType of(int code) {
        return BY_CODE[code];
    }

    /** Writes the version 5 header of an immediate value, as short as possible. */
    void writeImmediate(Output out, long length) {
        write(out, IMMEDIATE, length);
    }

    /** Writes the version 5 header of a reference. */
    void writeReference(Output out, long length) {
        write(out, 0, length);
    }

    private void write(Output out, int immediate, long length) {
        int head = immediate | ordinal() << TYPE_SHIFT;
        if (length < 1 << HEAD_BITS) {
            out.write(head | (int) length);
            return;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(length);
        int tailGroups = Math.max(1, Math.ceilDiv(bits - HEAD_BITS, GROUP_BITS));
        // In Java a shift by 64 bits does not change a long.
        int headBits = tailGroups * GROUP_BITS < Long.SIZE ? (int) (length >>> tailGroups * GROUP_BITS) : 0;
        out.write(head | MORE | headBits);
        Varint.writeTail(out, length, tailGroups);
    }
}
