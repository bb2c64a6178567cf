// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An ELF file of headers alone, for any machine; it differs from a good one in what a test sets. */
public final class HandMadeElf {

    /** The offset of the type in an ELF file; the machine follows it. */
    public static final int TYPE = 16;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERPRETER = 3;
    private static final int NEEDED = 1;
    private static final int STRING_TABLE = 5;
    private static final int LIBRARY_PATH = 15;
    private static final long STRINGS_ADDRESS = 0x10_0000;

    private final Machine machine;
    private ElfClass elfClass = ElfClass.BITS_64;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private int type = 3;
    private final List<Segment> segments = new ArrayList<>(List.of(new Segment(LOAD, new byte[16])));

    private record Segment(int type, byte[] content, long address, long memoryBytes) {

        Segment(int type, byte[] content) {
            this(type, content, 0, content.length);
        }
    }

    /** Reads from these bytes, as from a file that consists of them. */
    public static ByteReader reader(byte[] bytes) {
        return (position, target) -> {
            int count = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
            target.put(bytes, (int) Math.min(position, bytes.length), count);
            return count;
        };
    }

    /** A program for a machine that needs no interpreter. */
    public HandMadeElf(Machine machine) {
        this.machine = machine;
    }

    /** Of 32 bits. */
    public HandMadeElf narrow() {
        elfClass = ElfClass.BITS_32;
        return this;
    }

    /** With the most significant byte of a number first. */
    public HandMadeElf bigEndian() {
        order = ByteOrder.BIG_ENDIAN;
        return this;
    }

    /** Of another type than a program for any place. */
    public HandMadeElf type(int number) {
        type = number;
        return this;
    }

    /** Adds an interpreter. */
    public HandMadeElf interpreter(String path) {
        return interpreterBytes((path + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an interpreter's path of these bytes, without a zero behind it. */
    public HandMadeElf interpreterBytes(byte[] path) {
        segments.add(new Segment(INTERPRETER, path));
        return this;
    }

    /**
     * Adds a dynamic section to a file of 64 bits.
     *
     * @param libraryPath the directories of DT_RPATH, with colons between them
     * @param needed the names of the libraries that the file needs
     */
    public HandMadeElf dynamic(String libraryPath, List<String> needed) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        ByteBuffer section = ByteBuffer.allocate(2 * Long.BYTES * (needed.size() + 2))
                .order(order)
                .putLong(STRING_TABLE)
                .putLong(STRINGS_ADDRESS)
                .putLong(LIBRARY_PATH)
                .putLong(0);
        strings.writeBytes((libraryPath + "\0").getBytes(StandardCharsets.UTF_8));
        for (String name : needed) {
            section.putLong(NEEDED).putLong(strings.size());
            strings.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        segments.add(new Segment(LOAD, strings.toByteArray(), STRINGS_ADDRESS, strings.size()));
        segments.add(new Segment(DYNAMIC, section.array()));
        return this;
    }

    /** Adds segments that mean nothing here. */
    public HandMadeElf segments(int count) {
        for (int i = 0; i < count; i++) {
            segments.add(new Segment(LOAD, new byte[0]));
        }
        return this;
    }

    /** Adds a segment that takes memory at an address. */
    public HandMadeElf memory(long address, long bytes) {
        segments.add(new Segment(LOAD, new byte[0], address, bytes));
        return this;
    }

    /** The file. */
    public byte[] bytes() {
        boolean wide = elfClass == ElfClass.BITS_64;
        int headerBytes = wide ? 64 : 52;
        int entryBytes = wide ? 56 : 32;
        int contentStart = headerBytes + segments.size() * entryBytes;
        int length = contentStart
                + segments.stream().mapToInt(segment -> segment.content.length).sum();
        ByteBuffer file = ByteBuffer.allocate(length).order(order);
        file.put(new byte[] {
            0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order.equals(ByteOrder.LITTLE_ENDIAN) ? 1 : 2), 1
        });
        file.position(TYPE)
                .putShort((short) type)
                .putShort((short) machine.code())
                .putInt(1);
        word(file, 0);
        word(file, headerBytes);
        word(file, 0);
        file.putInt(0)
                .putShort((short) headerBytes)
                .putShort((short) entryBytes)
                .putShort((short) segments.size());
        int content = contentStart;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            file.position(headerBytes + i * entryBytes).putInt(segment.type);
            if (wide) {
                file.putInt(0);
            }
            word(file, content);
            word(file, segment.address);
            word(file, segment.address);
            word(file, segment.content.length);
            word(file, segment.memoryBytes);
            file.put(content, segment.content);
            content += segment.content.length;
        }
        return file.array();
    }

    private void word(ByteBuffer file, long value) {
        if (elfClass == ElfClass.BITS_64) {
            file.putLong(value);
        } else {
            file.putInt((int) value);
        }
    }
}
