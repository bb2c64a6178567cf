// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolRunner;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images that claim far more than they hold, or nest and link without end, read with a small heap: a tool prints the
 * image, or one line with the problem.
 */
@Order(1)
class HostileImagesIT {

    private static final int BLOCK = 512;
    private static final int MANY = 1_000_000;
    /** Each link takes a block of the image, and some memory: a million would need a larger heap. */
    private static final int LINKS = 100_000;

    private static final int LOG_BLOCK = 1;
    private static final String HEAP = "-Xmx32m";
    /** What the entries and extents of {@link #namesOfFragmentedFile} need, in two images. */
    private static final String HEAP_OF_MANY_ENTRIES = "-Xmx128m";
    /** What the tuples of {@link #orderOfManyTuplesTakesLittleMemory} need, and a little for their order. */
    private static final String HEAP_OF_MANY_TUPLES = "-Xmx100m";
    /** A root with an empty directory and another attribute. */
    private static final byte[] ROOT = bytes(0x92, nameOf("children"), 0x90, nameOf("x"), 0x90);

    private static final int FRAGMENTS = 50_000;

    private static final int VIEWS = 12;

    @TempDir
    private Path temp;

    private enum Image {
        RECORD_OF_2_60_BYTES(() -> logOf(frame(1L << 60, ROOT))),
        TEXT_OF_2_60_BYTES(() -> logOf(record(bytes(0x91, nameOf("x"), header(0x80, 1L << 60), "text")))),
        TUPLE_OF_2_32_ATTRIBUTES(() -> logOf(record(bytes(header(0x90, 1L << 32), nameOf("x"), 0x90)))),
        VECTOR_OF_2_32_ELEMENTS(() -> logOf(record(bytes(0x91, nameOf("x"), header(0xa0, 1L << 32), 0x90)))),
        LINK_TO_BLOCK_2_60(() -> logOf(bytes(record(ROOT), 5, varint(1L << 60), varint(1024)))),
        EXTENSION_OF_2_60_BLOCKS(() -> logOf(bytes(record(ROOT), 5, varint(100), varint(1L << 60)))),
        FILE_OF_2_60_BYTES(() -> logOf(record(file(number("filelength", 1L << 60))))),
        EXTENT_OF_2_60_BLOCKS(() -> logOf(record(file(bytes(
                nameOf("extents"),
                0x91,
                nameOf("0"),
                0x93,
                number("length", 1L << 60),
                number("offset", 1L << 60),
                number("allocated", 1L << 60)))))),
        MILLION_NESTED_TUPLES(() -> logOf(record(bytes(0x91, nameOf("x"), "\221\002".repeat(MANY), 0x90)))),
        MILLION_NESTED_DIRECTORIES(() -> logOf(
                record(bytes(0x91, nameOf("children"), 0x91, nameOf("d"), "\221\002\221\004".repeat(MANY), 0x90)))),
        MILLION_NESTED_VECTORS(() -> logOf(record(bytes(0x91, nameOf("x"), "\241".repeat(MANY), 0x90)))),
        MILLION_EMPTY_NAMES(() -> logOf(record(bytes(header(0x90, MANY), "\200\220".repeat(MANY))))),
        MILLION_RECORDS(() -> logOf(bytes(record(ROOT), "\002\002\002\020\001".repeat(MANY), 1))),
        LONG_NAME_AS_MANY_TEXTS(() -> logOf(record(bytes(
                0x92,
                nameOf("children"),
                0x90,
                header(0x80, MANY),
                "n".repeat(MANY),
                header(0xa0, LINKS),
                "\104".repeat(LINKS))))),
        LONG_NAME_AS_MANY_ARGUMENTS(() -> logOf(record(bytes(
                0x93,
                nameOf("children"),
                0x90,
                header(0x80, MANY),
                "n".repeat(MANY),
                0x90,
                nameOf("arguments"),
                header(0xa0, LINKS),
                "\104".repeat(LINKS))))),
        TUPLE_IN_ITSELF_MANY_TIMES(() -> attributeWithItself()),
        MANY_NAMES_OF_A_FILE_OF_MANY_EXTENTS(() -> namesOfFragmentedFile()),
        MANY_LINKS(() -> links());

        private final Supplier<byte[]> bytes;

        Image(Supplier<byte[]> bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Shows an image in each view, one after the other, and prints the view, the exit code, and the problems of each.
     */
    static final class EachView {

        private EachView() {}

        /**
         * Takes the image, the directory to unpack it into, another image, the files for a page and an archive, and
         * whether the contents can be read.
         */
        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            String image = arguments[0];
            String tree = arguments[1];
            String other = arguments[2];
            String page = arguments[3];
            String archive = arguments[4];
            List<List<String>> views = new ArrayList<>(List.of(
                    List.of("-t", image),
                    List.of("--info", image),
                    List.of("--check", image),
                    List.of("--log", image),
                    List.of("--find", "/x/*", image),
                    List.of("--diff", image, image),
                    List.of("--diff", other, image),
                    List.of("-t", "--at", "0", image),
                    List.of("--html", page, image),
                    List.of("--tar", archive, image),
                    List.of("-d", tree, image)));
            if (Boolean.parseBoolean(arguments[5])) {
                views.add(List.of("--sha256", image));
            }
            for (List<String> view : views) {
                try (FileInputStream nothing = new FileInputStream("/dev/null")) {
                    DumpMain tool = new DumpMain();
                    ByteArrayOutputStream problems = new ByteArrayOutputStream();
                    ToolContext context = new ToolContext(
                            StandardInput.of(nothing),
                            new StandardOutput(OutputStream.nullOutputStream()),
                            new Diagnostics(tool.name(), problems),
                            Terminal.NONE);
                    int exitCode = new ToolRunner(tool, context)
                            .run(view.toArray(String[]::new))
                            .number();
                    System.out.println(view.getFirst() + " ended with " + exitCode);
                    System.out.print(problems.toString(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Joins numbers, which are bytes, texts, a byte for each character, and arrays. */
    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer number -> joined.write(number);
                case String text -> joined.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
                case byte[] array -> joined.writeBytes(array);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return joined.toByteArray();
    }

    private static byte[] varint(long value) {
        byte[] groups = new byte[10];
        int at = groups.length - 1;
        groups[at] = (byte) (value & 0x7f);
        for (long left = value >>> 7; left != 0; left >>>= 7) {
            groups[--at] = (byte) (left & 0x7f | 0x80);
        }
        return Arrays.copyOfRange(groups, at, groups.length);
    }

    /** The header of a value with a length that does not fit into the first byte (docs/format.md, section 2.3). */
    private static byte[] header(int type, long length) {
        byte[] groups = varint(length);
        return (groups[0] & 0x7f) < 8
                ? bytes(type | 8 | groups[0] & 7, Arrays.copyOfRange(groups, 1, groups.length))
                : bytes(type | 8, groups);
    }

    private static byte[] nameOf(String name) {
        return name.length() < 8 ? bytes(0x80 | name.length(), name) : bytes(0x88, name.length(), name);
    }

    private static byte[] number(String name, long value) {
        return bytes(nameOf(name), 0xb0, varint(value));
    }

    /** A root with one file that has one attribute. */
    private static byte[] file(byte[] attribute) {
        return bytes(0x91, nameOf("children"), 0x91, nameOf("file"), 0x91, attribute);
    }

    private static byte[] frame(long claimed, byte[] tuple) {
        return bytes(2, varint(claimed), varint(claimed), tuple);
    }

    private static byte[] record(byte[] tuple) {
        return bytes(2, varint(tuple.length), varint(tuple.length), tuple);
    }

    /** A volume whose first extension links to one with these frames. */
    private static byte[] logOf(byte[] frames) {
        int blocks = Math.ceilDiv(frames.length + 64, BLOCK);
        ByteBuffer image = ByteBuffer.allocate((LOG_BLOCK + blocks) * BLOCK);
        image.put(bytes("NVMTFS", 5, 1, new byte[16], 0, 5, varint(LOG_BLOCK), varint(blocks), 1));
        image.position(LOG_BLOCK * BLOCK).put(bytes("NVMTFS", 5, varint(blocks), frames, 1));
        return image.array();
    }

    /** A root with an attribute whose members are all itself. */
    private static byte[] attributeWithItself() {
        Tuple tuple = new Tuple();
        for (int i = 0; i < 1000; i++) {
            tuple.set(Symbol.of("n" + i), tuple);
        }
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), new Tuple());
        root.set(Symbol.of("x"), tuple);
        return volumeOf(root);
    }

    /** A file of many extents with many names, which no link count tells. */
    private static byte[] namesOfFragmentedFile() {
        Tuple file = new Tuple();
        file.set(Symbol.of("extents"), fragments());
        file.set(Symbol.of("filelength"), Int.of(FRAGMENTS));
        Tuple children = new Tuple();
        for (int i = 0; i < FRAGMENTS; i++) {
            children.set(Symbol.of("n" + i), file);
        }
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), children);
        return volumeOf(root);
    }

    /** Many extents without blocks. */
    private static Tuple fragments() {
        Tuple extents = new Tuple();
        for (int i = 0; i < FRAGMENTS; i++) {
            Tuple extent = new Tuple();
            extent.set(Symbol.of("offset"), Int.of(1));
            extent.set(Symbol.of("length"), Int.of(0));
            extent.set(Symbol.of("allocated"), Int.of(0));
            extents.set(Symbol.of(Integer.toString(i)), extent);
        }
        return extents;
    }

    /** As many files as extents; each file has the same tuple of extents. */
    private static byte[] filesWithSharedExtents() {
        Tuple extents = fragments();
        Tuple children = new Tuple();
        for (int i = 0; i < FRAGMENTS; i++) {
            Tuple file = new Tuple();
            file.set(Symbol.of("extents"), extents);
            children.set(Symbol.of("n" + i), file);
        }
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), children);
        return volumeOf(root);
    }

    private static byte[] volumeOf(Tuple root) {
        try {
            return HandMadeVolume.device(root, 0).toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] links() {
        ByteBuffer image = ByteBuffer.allocate((LINKS + 2) * BLOCK);
        image.put(bytes("NVMTFS", 5, 1, new byte[16], 0, 5, varint(1), varint(1), 1));
        for (int block = 1; block <= LINKS; block++) {
            image.position(block * BLOCK).put(bytes("NVMTFS", 5, 1, 5, varint(block + 1), varint(1), 1));
        }
        image.position((LINKS + 1) * BLOCK).put(bytes("NVMTFS", 5, 1, record(ROOT), 1));
        return image.array();
    }

    @Test
    void orderOfManyTuplesTakesLittleMemory() throws IOException, InterruptedException {
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), new Tuple());
        for (int i = 0; i < 20_000; i++) {
            Tuple tuple = new Tuple();
            for (int j = 0; j < 64; j++) {
                tuple.set(Symbol.of("n" + j), Flag.PRESENT);
            }
            root.set(Symbol.of("x" + i), tuple);
        }
        Path image = Files.write(
                temp.resolve("image"), HandMadeVolume.device(root, 0).toByteArray());
        Path other = Files.write(temp.resolve("other"), logOf(record(ROOT)));
        Result result = Command.java(
                        List.of(HEAP_OF_MANY_TUPLES, "-XX:+UseSerialGC"), DumpMain.class, "--diff", other, image)
                .run();
        assertEquals(20_001, result.output().lines().count(), result.errors());
    }

    @Test
    void extentsThatManyFilesShareAreReadForSomeOfThem() throws IOException, InterruptedException {
        Path image = Files.write(temp.resolve("image"), filesWithSharedExtents());
        Result result = eachView(HEAP_OF_MANY_ENTRIES, image, true);
        List<String> problems = result.lines();
        assertEquals(
                VIEWS, problems.stream().filter(line -> line.startsWith("-")).count(), result.output());
        assertEquals(
                3L * (FRAGMENTS - 16),
                problems.stream()
                        .filter(line -> line.endsWith(": its extents are those of many other files"))
                        .count());
        assertFalse(result.output().contains("internal error"));
        assertFalse(result.output().contains("needs more memory"));
    }

    /** Shows an image in a process of its own. */
    private Result eachView(String heap, Path image, Object hasShortContents) throws IOException, InterruptedException {
        Path other = Files.write(temp.resolve("other"), logOf(record(ROOT)));
        return Command.java(
                        List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        EachView.class,
                        image,
                        temp.resolve("tree"),
                        other,
                        temp.resolve("page.html"),
                        temp.resolve("archive.tar"),
                        hasShortContents)
                .run()
                .ok();
    }

    @ParameterizedTest
    @EnumSource
    void areReadOrRefusedInOneLine(Image image) throws IOException, InterruptedException {
        Path file = temp.resolve("image");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(image.bytes.get()));
        }
        boolean hasManyEntries = image == Image.MANY_NAMES_OF_A_FILE_OF_MANY_EXTENTS;
        boolean hasShortContents = image != Image.FILE_OF_2_60_BYTES;
        String ends = eachView(hasManyEntries ? HEAP_OF_MANY_ENTRIES : HEAP, file, hasShortContents)
                .output();
        assertEquals(
                hasShortContents ? VIEWS : VIEWS - 1,
                ends.lines().filter(line -> line.startsWith("-")).count(),
                ends);
        assertFalse(ends.contains("internal error"), ends);
        assertFalse(hasManyEntries && ends.contains("needs more memory"), ends);
        for (String problems : ends.split("(?m)^-.*\n")) {
            assertTrue(problems.lines().count() <= 1, ends);
        }
        Files.delete(file);
    }
}
