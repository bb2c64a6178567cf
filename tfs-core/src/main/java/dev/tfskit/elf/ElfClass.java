// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.nio.ByteBuffer;

/** The word size of an ELF file, which determines the layout of its headers. */
public enum ElfClass {
    /** 32 bits. */
    BITS_32(32, 52, 28, 42, 32, 4, 8, 16, 20, 16, 12),
    /** 64 bits. */
    BITS_64(64, 64, 32, 54, 56, 8, 16, 32, 40, 24, 4);

    private final int bits;
    private final int headerBytes;
    private final int tableField;
    private final int entryBytesField;
    private final int entryBytes;
    private final int offsetField;
    private final int addressField;
    private final int lengthField;
    private final int memoryField;
    private final int symbolBytes;
    private final int symbolInfoField;

    ElfClass(
            int bits,
            int headerBytes,
            int tableField,
            int entryBytesField,
            int entryBytes,
            int offsetField,
            int addressField,
            int lengthField,
            int memoryField,
            int symbolBytes,
            int symbolInfoField) {
        this.bits = bits;
        this.headerBytes = headerBytes;
        this.tableField = tableField;
        this.entryBytesField = entryBytesField;
        this.entryBytes = entryBytes;
        this.offsetField = offsetField;
        this.addressField = addressField;
        this.lengthField = lengthField;
        this.memoryField = memoryField;
        this.symbolBytes = symbolBytes;
        this.symbolInfoField = symbolInfoField;
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

    /** Returns the segment that a program header describes. */
    ElfSegment segment(ByteBuffer programHeader) {
        return new ElfSegment(
                programHeader.getInt(0),
                word(programHeader, offsetField),
                word(programHeader, addressField),
                word(programHeader, lengthField),
                word(programHeader, memoryField));
    }

    /** Returns the size of a word, and so of a tag or value of the dynamic section, in bytes. */
    int wordBytes() {
        return bits / Byte.SIZE;
    }

    /** Returns the size of a symbol in bytes. */
    int symbolBytes() {
        return symbolBytes;
    }

    /** Returns the number of the section that defines a symbol; 0 if another file defines it. */
    int symbolSection(ByteBuffer symbols, int at) {
        return Short.toUnsignedInt(symbols.getShort(at + symbolInfoField + Short.BYTES));
    }

    /** Returns the number of the symbol that a relocation names; 0 if it names none. */
    long relocatedSymbol(ByteBuffer relocations, int at) {
        return word(relocations, at + wordBytes()) >>> (this == BITS_32 ? Byte.SIZE : Integer.SIZE);
    }

    /** Returns a word, unsigned: a negative {@code long} stands for 2^63 or more. */
    long word(ByteBuffer bytes, int at) {
        return this == BITS_32 ? Integer.toUnsignedLong(bytes.getInt(at)) : bytes.getLong(at);
    }
}
