// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An ELF file as its headers describe it. The constants of this class bound the memory, whatever the headers claim. Not
 * thread-safe.
 */
public final class ElfFile {

    /** The most program headers that are accepted; Linux does not run programs with more. */
    public static final int MOST_PROGRAM_HEADERS = 1024;
    /** The most bytes of an interpreter's path, including the zero at its end. */
    public static final int MOST_INTERPRETER_BYTES = 4096;

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int CLASS = 4;
    private static final int BYTE_ORDER = 5;
    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;

    private final ByteReader bytes;
    private final ElfClass elfClass;
    private final ByteBuffer header;

    private ElfFile(ByteReader bytes, ElfClass elfClass, ByteBuffer header) {
        this.bytes = bytes;
        this.elfClass = elfClass;
        this.header = header;
    }

    /**
     * Reads the header of a file.
     *
     * @param bytes the content of the file; later calls read from it too
     * @return the file; empty if it does not begin with the magic bytes of ELF
     * @throws ElfFormatException when it begins with them but its header is invalid
     * @throws IOException when it cannot be read
     */
    public static Optional<ElfFile> read(ByteReader bytes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(ElfClass.BITS_64.headerBytes());
        int count = bytes.read(0, header);
        if (!Arrays.equals(header.array(), 0, Math.min(count, MAGIC.length), MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        ElfClass elfClass = classOf(header.get(CLASS));
        if (count < elfClass.headerBytes()) {
            throw new ElfFormatException("it ends within its header, after " + Messages.bytes(count));
        }
        return Optional.of(new ElfFile(bytes, elfClass, header.order(byteOrderOf(header.get(BYTE_ORDER)))));
    }

    private static ElfClass classOf(byte code) throws ElfFormatException {
        return switch (code) {
            case 1 -> ElfClass.BITS_32;
            case 2 -> ElfClass.BITS_64;
            default ->
                throw new ElfFormatException("byte " + CLASS + ", the size of words, is " + Byte.toUnsignedInt(code)
                        + " and must be 1 or 2");
        };
    }

    private static ByteOrder byteOrderOf(byte code) throws ElfFormatException {
        return switch (code) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new ElfFormatException("byte " + BYTE_ORDER + ", the order of bytes, is "
                        + Byte.toUnsignedInt(code) + " and must be 1 or 2");
        };
    }

    /**
     * Returns the word size.
     *
     * @return the word size
     */
    public ElfClass elfClass() {
        return elfClass;
    }

    /**
     * Returns the byte order.
     *
     * @return the byte order of all numbers in the file
     */
    public ByteOrder byteOrder() {
        return header.order();
    }

    /**
     * Returns the type of the file (e_type).
     *
     * @return 0 to 65535
     */
    public int type() {
        return Short.toUnsignedInt(header.getShort(TYPE));
    }

    /**
     * Returns whether the type is one of the two of programs: executable at a fixed address, or position-independent
     * like a shared library.
     *
     * @return true if the file can be loaded
     */
    public boolean isLoadable() {
        return type() == EXECUTABLE || type() == SHARED;
    }

    /**
     * Returns whether the file can be loaded at any address, like a shared library.
     *
     * @return true if the type is that of shared libraries and position-independent programs
     */
    public boolean isPositionIndependent() {
        return type() == SHARED;
    }

    /**
     * Returns the machine.
     *
     * @return the architecture that runs the file
     */
    public Machine machine() {
        return new Machine(Short.toUnsignedInt(header.getShort(MACHINE)));
    }

    /**
     * Returns the segments.
     *
     * @return the segments in the order of their headers; at most {@link #MOST_PROGRAM_HEADERS}
     * @throws ElfFormatException when the program headers are outside the file or invalid
     * @throws IOException when the file cannot be read
     */
    public List<ElfSegment> segments() throws IOException {
        int count = elfClass.programHeaderCount(header);
        int stride = elfClass.programHeaderStride(header);
        if (count > MOST_PROGRAM_HEADERS) {
            throw new ElfFormatException(
                    "it has " + count + " program headers, and at most " + MOST_PROGRAM_HEADERS + " are possible");
        }
        if (count > 0 && stride < elfClass.programHeaderBytes()) {
            throw new ElfFormatException("its program headers have " + Messages.bytes(stride) + " each, and would need "
                    + elfClass.programHeaderBytes());
        }
        List<ElfSegment> segments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            segments.add(elfClass.segment(readAll(
                    elfClass.programHeaders(header) + (long) i * stride,
                    elfClass.programHeaderBytes(),
                    "program header " + i)));
        }
        return segments;
    }

    /**
     * Returns the offset of the first byte behind the program headers.
     *
     * @return the offset in bytes, unsigned: a negative {@code long} stands for 2^63 or more
     */
    public long endOfProgramHeaders() {
        return elfClass.programHeaders(header)
                + (long) elfClass.programHeaderCount(header) * elfClass.programHeaderStride(header);
    }

    /**
     * Returns the path of the interpreter, the program that loads this one. If several are given, the last one counts,
     * as in the Nanos kernel.
     *
     * @return the path: at least one byte, no zero; empty if the file needs no interpreter
     * @throws ElfFormatException when the program headers are outside the file or invalid
     * @throws IOException when the file cannot be read
     */
    public Optional<byte[]> interpreter() throws IOException {
        Optional<byte[]> interpreter = Optional.empty();
        for (ElfSegment segment : segments()) {
            if (segment.type() == ElfSegment.INTERPRETER && segment.fileBytes() != 0) {
                interpreter = Optional.of(readPath(segment.offset(), segment.fileBytes()));
            }
        }
        return interpreter;
    }

    /**
     * Returns what the file requires of the dynamic loader.
     *
     * @return the dynamic section; empty if the file is linked statically
     * @throws ElfFormatException when the program headers or the section are outside the file or invalid
     * @throws IOException when the file cannot be read
     */
    public Optional<DynamicSection> dynamicSection() throws IOException {
        List<ElfSegment> segments = segments();
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.DYNAMIC && segment.fileBytes() != 0) {
                return Optional.of(DynamicSection.read(this, segment, segments));
            }
        }
        return Optional.empty();
    }

    private byte[] readPath(long offset, long length) throws IOException {
        if (length < 0 || length > MOST_INTERPRETER_BYTES) {
            throw new ElfFormatException("the path of its interpreter has " + Long.toUnsignedString(length)
                    + " bytes, and at most " + MOST_INTERPRETER_BYTES + " are possible");
        }
        byte[] path =
                readAll(offset, (int) length, "the path of its interpreter").array();
        int end = 0;
        while (end < path.length && path[end] != 0) {
            end++;
        }
        if (end == 0 || end == path.length) {
            throw new ElfFormatException(
                    end == 0
                            ? "the path of its interpreter is empty"
                            : "the path of its interpreter does not end with a zero");
        }
        return Arrays.copyOf(path, end);
    }

    /**
     * Reads bytes that must exist. A position beyond 2^63 - 1 is negative here.
     *
     * @throws ElfFormatException when the file ends before; its message begins with {@code what}
     */
    ByteBuffer readAll(long position, int count, String what) throws IOException {
        return readSome(position, count, count, what);
    }

    /**
     * Reads as many bytes as there are, up to {@code most}; {@code least} must exist. A position beyond 2^63 - 1 is
     * negative here.
     *
     * @return a buffer whose limit is the number of bytes that were read
     * @throws ElfFormatException when the file ends before; its message begins with {@code what}
     */
    ByteBuffer readSome(long position, int least, int most, String what) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(most).order(header.order());
        int count = position < 0 ? -1 : bytes.read(position, target);
        if (count < least) {
            throw new ElfFormatException(what + " is not in the file: it would be the " + Messages.bytes(least)
                    + " from byte " + Long.toUnsignedString(position) + " on");
        }
        return target.limit(count);
    }

    /**
     * Returns the bytes before the next zero.
     *
     * @param position the offset of the first byte
     * @param most the most bytes that are read, including the zero
     * @return the bytes; empty if there is no zero among so many
     * @throws ElfFormatException when the file ends before; its message begins with {@code what}
     */
    Optional<byte[]> readUntilZero(long position, int most, String what) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(most);
        if (position < 0) {
            throw new ElfFormatException(
                    what + " is not in the file: it would be at byte " + Long.toUnsignedString(position));
        }
        int count = bytes.read(position, target);
        for (int i = 0; i < count; i++) {
            if (target.get(i) == 0) {
                return Optional.of(Arrays.copyOf(target.array(), i));
            }
        }
        if (count < most) {
            throw new ElfFormatException(what + " is not in the file: it would be at byte " + position);
        }
        return Optional.empty();
    }
}
