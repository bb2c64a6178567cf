// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.value.Symbol;
import java.nio.charset.StandardCharsets;

/** Volumes whose log holds one long name, and refers to it as the text of attributes, as no known writer does. */
public final class ReferencedText {

    /** The extended attribute of each file. */
    public static final Symbol ATTRIBUTE = Symbol.of("user.a");

    private static final int IMMEDIATE = 0x80;
    private static final int TUPLE = 0x10;
    private static final int TEXT = 0x40;
    private static final int LONG_NAME = 2;
    private static final int ATTRIBUTE_NUMBER = 8;

    private ReferencedText() {}

    /**
     * Makes a volume of files f0, f1 and so on. In the attribute of each is the name of an attribute of the root.
     *
     * @param files the number of files, at least 1
     * @param length the length of the text
     * @param blocks the size of the volume
     */
    public static MemoryDevice inFiles(int files, int length, int blocks) {
        Output root = new Output();
        header(root, IMMEDIATE | TUPLE, 2);
        name(root, "n".repeat(length));
        header(root, IMMEDIATE | TUPLE, 0);
        name(root, "children");
        header(root, IMMEDIATE | TUPLE, files);
        for (int i = 0; i < files; i++) {
            name(root, "f" + i);
            header(root, IMMEDIATE | TUPLE, 1);
            if (i == 0) {
                name(root, ATTRIBUTE.decode());
            } else {
                header(root, 0, ATTRIBUTE_NUMBER);
            }
            header(root, TEXT, LONG_NAME);
        }
        return device(root, blocks);
    }

    private static MemoryDevice device(Output root, int blocks) {
        int logBlocks = (root.size() + 64) / BlockDevice.BLOCK_BYTES + 1;
        byte[] bytes = new byte[blocks * BlockDevice.BLOCK_BYTES];
        Output first = new Output();
        begin(first, 1);
        first.write(new byte[17], 0, 17);
        first.write(5);
        Varint.write(first, 1);
        Varint.write(first, logBlocks);
        System.arraycopy(first.array(), 0, bytes, 0, first.size());
        Output log = new Output();
        begin(log, logBlocks);
        log.write(2);
        Varint.write(log, root.size());
        Varint.write(log, root.size());
        log.write(root);
        log.write(1);
        System.arraycopy(log.array(), 0, bytes, BlockDevice.BLOCK_BYTES, log.size());
        return new MemoryDevice(bytes);
    }

    private static void begin(Output extension, int blocks) {
        put(extension, "NVMTFS");
        extension.write(5);
        Varint.write(extension, blocks);
    }

    private static void name(Output out, String name) {
        header(out, IMMEDIATE, name.length());
        put(out, name);
    }

    private static void put(Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
    }

    /** Writes the header of a value, in the long form when the length does not fit into three bits. */
    private static void header(Output out, int type, int length) {
        if (length < 8) {
            out.write(type | length);
        } else {
            out.write(type | 8);
            Varint.write(out, length);
        }
    }
}
