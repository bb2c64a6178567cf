// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of an ELF file by the addresses to which they are loaded.
 *
 * @param file the file
 * @param segments its segments
 */
record LoadedBytes(ElfFile file, List<ElfSegment> segments) {

    /**
     * Reads bytes that must be in the file.
     *
     * @throws ElfFormatException when no segment loads them, or the file ends before; its message begins with
     *     {@code what}
     */
    ByteBuffer read(long address, int count, String what) throws IOException {
        return file.readAll(fileOffset(address, what), count, what);
    }

    /**
     * Reads as many bytes as file and segment have, up to {@code most}.
     *
     * @param least how many must be in the file
     * @return a buffer whose limit is the number of bytes that were read
     * @throws ElfFormatException when no segment loads them, or the file ends before; its message begins with
     *     {@code what}
     */
    ByteBuffer readSome(long address, int least, int most, String what) throws IOException {
        ElfSegment segment = segment(address, what);
        long distance = address - segment.address();
        long rest = segment.fileBytes() - distance;
        int some = Long.compareUnsigned(rest, most) < 0 ? Math.max(least, (int) rest) : most;
        return file.readSome(segment.offset() + distance, least, some, what);
    }

    /** Returns the offset in the file of an address, which must be in a loaded segment. */
    long fileOffset(long address, String what) throws ElfFormatException {
        ElfSegment segment = segment(address, what);
        return segment.offset() + (address - segment.address());
    }

    private ElfSegment segment(long address, String what) throws ElfFormatException {
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.LOAD
                    && Long.compareUnsigned(address, segment.address()) >= 0
                    && Long.compareUnsigned(address - segment.address(), segment.fileBytes()) < 0) {
                return segment;
            }
        }
        throw new ElfFormatException(
                what + " is at the address 0x" + Long.toHexString(address) + ", which no segment loads");
    }
}
