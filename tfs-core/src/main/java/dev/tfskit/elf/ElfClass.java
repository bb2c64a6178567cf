// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.nio.ByteBuffer;

/** The size of words in an ELF file, which decides where the fields of its headers lie. */
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

    /** The size of a word in bits. */
    public int bits() {
        return bits;
    }

    /** The size of the header of the file, in bytes. */
    int headerBytes() {
        return headerBytes;
    }

    /** The least size of a program header, in bytes. */
    int programHeaderBytes() {
        return entryBytes;
    }

    /** Where the program headers begin in the file; an unsigned number. */
    long programHeaders(ByteBuffer header) {
        return word(header, tableField);
    }

    /** How many bytes lie from one program header to the next. */
    int programHeaderStride(ByteBuffer header) {
        return Short.toUnsignedInt(header.getShort(entryBytesField));
    }

    /** How many program headers there are. */
    int programHeaderCount(ByteBuffer header) {
        return Short.toUnsignedInt(header.getShort(entryBytesField + Short.BYTES));
    }

    /** Where the bytes of a segment begin in the file; an unsigned number. */
    long segmentOffset(ByteBuffer programHeader) {
        return word(programHeader, offsetField);
    }

    /** How many bytes of the file are in a segment; an unsigned number. */
    long segmentLength(ByteBuffer programHeader) {
        return word(programHeader, lengthField);
    }

    private long word(ByteBuffer bytes, int at) {
        return this == BITS_32 ? Integer.toUnsignedLong(bytes.getInt(at)) : bytes.getLong(at);
    }
}
