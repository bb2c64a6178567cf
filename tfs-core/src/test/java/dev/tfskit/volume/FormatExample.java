// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The worked example of docs/format.md, section 7, parsed out of the page. */
final class FormatExample {

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```$");

    /** An offset, the bytes in groups, and what they are. */
    private static final Pattern ROW = Pattern.compile("([0-9a-f]{6}) ((?:[0-9a-f]{2})+(?: (?:[0-9a-f]{2})+)*) +(.*)");

    /** Bytes in groups, and what they are. */
    private static final Pattern EXCERPT_ROW = Pattern.compile("((?:[0-9a-f]{2})+(?: (?:[0-9a-f]{2})+)*) +(.*)");

    private final List<Row> rows = new ArrayList<>();
    private final String manifest;
    private final byte[] excerpt;

    /**
     * A row of the example.
     *
     * @param offset where the bytes are in the volume
     * @param bytes the bytes
     * @param meaning the words behind them
     */
    record Row(int offset, byte[] bytes, String meaning) {

        int end() {
            return offset + bytes.length;
        }
    }

    private FormatExample(String section, String excerptSection) {
        Matcher blocks = CODE_BLOCK.matcher(section);
        assertTrue(blocks.find(), "no manifest in section 7 of the page");
        manifest = blocks.group(1).strip();
        assertTrue(blocks.find(), "no bytes in section 7 of the page");
        for (String line : blocks.group(1).lines().toList()) {
            Matcher row = ROW.matcher(line);
            assertTrue(row.matches(), () -> "not an offset, bytes and words: " + line);
            rows.add(new Row(Integer.parseInt(row.group(1), 16), Hex.bytes(row.group(2)), row.group(3)));
        }
        assertFalse(blocks.find(), "another code block in section 7 of the page");
        excerpt = excerpt(excerptSection);
    }

    private static byte[] excerpt(String section) {
        Matcher blocks = CODE_BLOCK.matcher(section);
        assertTrue(blocks.find(), "no excerpt in section 2.1 of the page");
        StringBuilder hex = new StringBuilder();
        for (String line : blocks.group(1).lines().toList()) {
            Matcher row = EXCERPT_ROW.matcher(line);
            assertTrue(row.matches(), () -> "not bytes and words: " + line);
            hex.append(row.group(1)).append(' ');
        }
        return Hex.bytes(hex.toString());
    }

    /** Reads the page. */
    static FormatExample read() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "format.md"));
        return new FormatExample(section(page, "## 7. ", "## 8. "), section(page, "### 2.1 ", "### 2.2 "));
    }

    private static String section(String page, String heading, String nextHeading) {
        int begin = page.indexOf(heading);
        int end = page.indexOf(nextHeading);
        assertTrue(begin >= 0 && end > begin, heading);
        return page.substring(begin, end);
    }

    /** The bytes that section 2.1 shows of the same volume, from its first byte. */
    byte[] excerpt() {
        return excerpt.clone();
    }

    /** The manifest that the volume was made from. */
    byte[] manifest() {
        return manifest.getBytes(StandardCharsets.UTF_8);
    }

    List<Row> rows() {
        return rows;
    }

    /** The volume: the bytes of the rows, and zeros where the page shows none. */
    MemoryDevice volume() throws IOException {
        MemoryDevice device = new MemoryDevice();
        int end = 0;
        for (Row row : rows) {
            boolean newBlock = row.offset() > end && row.offset() % BlockDevice.BLOCK_BYTES == 0;
            assertTrue(newBlock || row.offset() == end, () -> "a gap before " + row.meaning());
            device.write(row.offset(), ByteBuffer.wrap(row.bytes()));
            end = row.end();
        }
        device.resize(Math.ceilDiv(end, BlockDevice.BLOCK_BYTES) * (long) BlockDevice.BLOCK_BYTES);
        return device;
    }
}
