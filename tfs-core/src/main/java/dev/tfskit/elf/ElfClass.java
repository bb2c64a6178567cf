// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.nio.ByteBuffer;

/** The word size of an ELF file, which determines the layout of its headers. */
public enum ElfClass {
    /** 32 bits. */
    BITS_32(32, 52, 28, 42, 32, 4, 16),
    /** 64 bits. */
    BITS_64(64, 64, 32, 54, 56, 8, 32);

    private final int bits;
    private final int headerBytes;
    private final int tableField;
    private final int entryBytesField;
    private final int entryBytes;
    private final int offsetField;
    private final int lengthField;

    ElfClass(
            int bits,
            int headerBytes,
            int tableField,
            int entryBytesField,
            int entryBytes,
            int offsetField,
            int lengthField) {
        this.bits = bits;
        this.headerBytes = headerBytes;
        this.tableField = tableField;
        this.entryBytesField = entryBytesField;
        this.entryBytes = entryBytes;
        this.offsetField = offsetField;
        this.lengthField = lengthField;
    }

    /**
     * Returns the word size.
     *
     * @return 32 or 64 bits
     */
    public int bits() {
        return bits;
    }

    /** Returns the size of the file header in bytes. */
    int headerBytes() {
        return headerBytes;
    }

    /** Returns the least size of a program header in bytes. */
    int programHeaderBytes() {
        return entryBytes;
    }

    /** Returns the offset of the program headers in the file; an unsigned number. */
    long programHeaders(ByteBuffer header) {
        return word(header, tableField);
    }

    /** Returns the distance between two program headers in bytes. */
    int programHeaderStride(ByteBuffer header) {
        return Short.toUnsignedInt(header.getShort(entryBytesField));
    }

    /** Returns the number of program headers. */
    int programHeaderCount(ByteBuffer header) {
        return Short.toUnsignedInt(header.getShort(entryBytesField + Short.BYTES));
    }

    /** Returns the offset of a segment's bytes in the file; an unsigned number. */
    long segmentOffset(ByteBuffer programHeader) {
        return word(programHeader, offsetField);
    }

    /** Returns the number of a segment's bytes in the file; an unsigned number. */
    long segmentLength(ByteBuffer programHeader) {
        return word(programHeader, lengthField);
    }

    private long word(ByteBuffer bytes, int at) {
        return this == BITS_32 ? Integer.toUnsignedLong(bytes.getInt(at)) : bytes.getLong(at);
    }
}
