// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A tar archive written field by field, also such as no program would write. */
public final class HandMadeTar {

    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Text is a character for a byte. */
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(latin(text), 0, header, at, text.length());
    }

    /** Returns the header of an entry with mode 0644, owner 1:2 and mtime 5; the size is the text of the field. */
    static byte[] header(char type, String name, String target, String size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000001\0");
        put(header, 116, "0000002\0");
        put(header, 124, size);
        put(header, 136, "00000000005\0");
        put(header, 156, String.valueOf(type));
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        return header;
    }

    /** Adds a header, with its checksum. */
    HandMadeTar add(byte[] header) {
        put(header, CHECKSUM, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, CHECKSUM, String.format("%06o\0 ", sum));
        bytes.writeBytes(header);
        return this;
    }

    /** Adds an entry without contents. */
    public HandMadeTar entry(char type, String name, String target) {
        return add(header(type, name, target, "00000000000\0"));
    }

    /** Adds an entry with contents. */
    public HandMadeTar entry(char type, String name, byte[] content) {
        return entry(type, name, "", content);
    }

    private HandMadeTar entry(char type, String name, String target, byte[] content) {
        add(header(type, name, target, String.format("%011o\0", content.length)));
        bytes.writeBytes(content);
        bytes.writeBytes(new byte[-content.length & BLOCK - 1]);
        return this;
    }

    /** Adds a hard link with the contents of its file. */
    HandMadeTar linkWithContents(String name, String target, byte[] content) {
        return entry('1', name, target, content);
    }

    /** Adds a file. */
    public HandMadeTar file(String name, String content) {
        return entry('0', name, latin(content));
    }

    /** Adds a PAX header of records, each {@code keyword=value}. */
    public HandMadeTar records(char type, String... records) {
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            int length = record.length() + 2;
            while ((length + " " + record + "\n").length() != length) {
                length++;
            }
            all.append(length).append(' ').append(record).append('\n');
        }
        return entry(type, "./PaxHeaders/x", latin(all.toString()));
    }

    /** Adds bytes as they are. */
    HandMadeTar raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** The archive with its end. */
    public byte[] end() {
        bytes.writeBytes(new byte[2 * BLOCK]);
        return bytes.toByteArray();
    }
}
