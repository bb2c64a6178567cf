// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

/**
 * A segment of an ELF file as its program header describes it. Offset, address and lengths are unsigned: a negative
 * {@code long} stands for 2^63 or more.
 *
 * @param type the kind of segment (p_type)
 * @param offset the offset of its first byte in the file
 * @param address the virtual address of its first byte
 * @param fileBytes its length in the file in bytes
 * @param memoryBytes its length in memory in bytes
 */
public record ElfSegment(int type, long offset, long address, long fileBytes, long memoryBytes) {

    /** The type of segments that are loaded into memory. */
    public static final int LOAD = 1;
    /** The type of the segment with the tags for the dynamic loader. */
    public static final int DYNAMIC = 2;
    /** The type of the segment with the path of the interpreter. */
    public static final int INTERPRETER = 3;
}
