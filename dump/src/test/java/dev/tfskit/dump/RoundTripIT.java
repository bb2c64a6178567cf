// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tfs-dump extracts exactly the tree from which tfs-mkfs has made an image. */
class RoundTripIT {

    @TempDir
    private Path temp;

    private Path source() {
        return temp.resolve("source");
    }

    private Path image() {
        return temp.resolve("disk.raw");
    }

    private Path out() {
        return temp.resolve("out");
    }

    private void roundTrip(String... warnings) throws IOException, InterruptedException {
        InProcess.mkfs("-r", source(), image()).okWith(warnings);
        InProcess.dump("-d", out(), image()).ok();
    }

    @Test
    void debianRootTreeComesBack() throws IOException, InterruptedException {
        HostTrees.makeArm64(source());
        roundTrip();
        HostTrees.assertSame(source(), out());
    }

    @Test
    void nastyTreeIsRestored() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        roundTrip();
        HostTrees.assertSame(source(), out());
    }

    @Test
    void imageOfAnExtractedTreeIsRestored() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        roundTrip();
        Path again = temp.resolve("again.raw");
        InProcess.mkfs("-r", out(), again).ok();
        List<String> first = InProcess.dump(image()).ok().lines();
        List<String> second = InProcess.dump(again).ok().lines();
        // All but the UUID, which is another for each image.
        assertEquals(first.subList(2, first.size()), second.subList(2, second.size()));
        assertFalse(first.get(1).equals(second.get(1)));
    }

    @Test
    void sameTreeGivesSameBytesExceptUuid() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        roundTrip();
        Path again = temp.resolve("again.raw");
        Command.mkfs("-r", source(), again)
                .env("TFS_JAVA_OPTS", "-XX:ActiveProcessorCount=7")
                .run()
                .ok();
        byte[] first = Files.readAllBytes(image());
        byte[] second = Files.readAllBytes(again);
        int uuidStart = 8;
        int uuidEnd = 24;
        assertFalse(Arrays.equals(first, uuidStart, uuidEnd, second, uuidStart, uuidEnd));
        System.arraycopy(first, uuidStart, second, uuidStart, uuidEnd - uuidStart);
        assertEquals(-1, Arrays.mismatch(first, second));
    }

    @Test
    void everythingThatIsPrintedOfOddNamesIsSafeToShow() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        roundTrip();
        List<Result> results = new ArrayList<>();
        results.add(InProcess.dump("-t", image()).ok());
        results.add(InProcess.dump(image()).ok());
        // Everything is there already: a line about each file.
        results.add(InProcess.dump("-d", out(), image()));
        assertTrue(
                results.get(0).output().contains("   \"\\033[31mred\""),
                results.get(0).output());
        assertTrue(
                results.get(2).errors().contains("tfs-dump: /names/\"\\033[31mred\": "),
                results.get(2).errors());
        for (Result result : results) {
            assertSafe(result.output());
            assertSafe(result.errors());
        }
    }

    private static void assertSafe(String text) {
        text.codePoints().filter(c -> c != '\n').forEach(c -> {
            assertFalse(Character.isISOControl(c), () -> "control character " + c + " in " + text);
            assertFalse(c == 0x202e || c == 0xfffd, () -> "character " + c + " in " + text);
        });
    }

    @Test
    void holesStayHoles() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        roundTrip();
        for (String name : List.of("nothing", "little", "large", "small", "zeros")) {
            Path file = Path.of("holes", name);
            long before = allocatedBlocks(source().resolve(file));
            long after = allocatedBlocks(out().resolve(file));
            assertTrue(after <= before, () -> name + " had " + before + " blocks and has " + after);
        }
        assertTrue(Files.size(image()) < 32 << 20);
    }

    @Test
    void sparseFileOfFiveGigabytesComesBack() throws IOException, InterruptedException {
        long size = 5_000_000_001L;
        Map<Long, String> texts = new TreeMap<>(
                Map.of(0L, "at the start", 4_294_967_290L, "over the limit of 32 bits", size - 10, "at the end"));
        Files.createDirectory(source());
        try (FileChannel file =
                FileChannel.open(source().resolve("large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Map.Entry<Long, String> text : texts.entrySet()) {
                file.write(ByteBuffer.wrap(text.getValue().getBytes()), text.getKey());
            }
        }
        roundTrip();
        Path copy = out().resolve("large");
        assertEquals(size, Files.size(copy));
        assertEquals(allocatedBlocks(source().resolve("large")), allocatedBlocks(copy));
        try (FileChannel file = FileChannel.open(copy)) {
            for (Map.Entry<Long, String> text : texts.entrySet()) {
                ByteBuffer found = ByteBuffer.allocate(text.getValue().length());
                assertEquals(found.capacity(), file.read(found, text.getKey()));
                assertEquals(text.getValue(), new String(found.array()));
            }
        }
    }

    private static long allocatedBlocks(Path file) throws IOException, InterruptedException {
        return Long.parseLong(
                Command.of("stat", "--format=%b", file).run().ok().output().strip());
    }

    @Test
    void extendedAttributesComeBack() throws IOException, InterruptedException {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        Map<String, byte[]> attributes = Map.of(
                "text",
                "hello".getBytes(),
                "binary",
                everyByte,
                "empty",
                new byte[0],
                "dots.in.it",
                new byte[] {0},
                "long",
                new byte[2000]);
        Path file = Files.createDirectory(source()).resolve("file");
        Path directory = source().resolve("directory");
        Files.writeString(file, "x");
        Files.createDirectory(directory);
        for (Path path : List.of(source(), file, directory)) {
            for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
                extendedAttributes(path).write(attribute.getKey(), ByteBuffer.wrap(attribute.getValue()));
            }
        }
        roundTrip();
        for (Path path : List.of(out(), out().resolve("file"), out().resolve("directory"))) {
            UserDefinedFileAttributeView found = extendedAttributes(path);
            assertEquals(attributes.size(), found.list().size());
            for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
                ByteBuffer value = ByteBuffer.allocate(found.size(attribute.getKey()));
                found.read(attribute.getKey(), value);
                assertArrayEquals(attribute.getValue(), value.array(), attribute.getKey());
            }
        }
    }

    private static UserDefinedFileAttributeView extendedAttributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** What a tree has: kind, numbers, mode, time, names. */
    private static final String SPECIAL_FILES =
            "cd \"$1\"; find . -mindepth 1 -exec stat -c '%n %F %t:%T %a %u:%g %Y %h' {} + | LC_ALL=C sort";

    private List<String> specialFiles(Path tree) throws IOException, InterruptedException {
        return Command.shell(SPECIAL_FILES, tree).run().ok().lines();
    }

    @Test
    void specialFilesComeBackWithTheOption() throws IOException, InterruptedException {
        Files.createDirectory(source());
        Command.shell("""
                        cd "$1"
                        mkfifo -m 602 fifo
                        mkdir in
                        ln fifo in/again
                        mknod -m 666 null c 1 3 && mknod -m 660 disk b 4095 1048575 && ln disk in/disk || :
                        touch empty
                        find . -exec touch -d @1234567890 {} +
                        """, source()).run().succeeded();
        InProcess.mkfs("--special", "-r", source(), image()).ok();
        InProcess.dump("-d", out(), image()).ok();
        List<String> expected = specialFiles(source());
        assertEquals(expected, specialFiles(out()));
        InProcess.dump("--check", image()).ok();
        Path tar = temp.resolve("tree.tar");
        InProcess.dump("--tar", tar, image()).ok();
        Command.shell("mkdir \"$1\" && tar -xp -C \"$1\" -f \"$2\"", temp.resolve("untarred"), tar)
                .run()
                .succeeded();
        assertEquals(expected, specialFiles(temp.resolve("untarred")));
        for (Object tree : List.of(image(), tar)) {
            Path again = temp.resolve("again.raw");
            InProcess.mkfs("--special", "--tree", "-r", tree, again).ok();
            InProcess.dump("--diff", again, image()).ok();
            InProcess.mkfs("--tree", "-r", tree, again)
                    .okWith("tfs-mkfs: " + tree + ": warning: "
                            + (expected.size() > 5 ? 5 : 2)
                            + " devices and fifos were left out: Nanos has none; give --special to keep them");
        }
        Path salvaged = temp.resolve("salvaged.raw");
        InProcess.dump("--check", "--salvage", salvaged, image()).ok();
        InProcess.dump("--diff", salvaged, image()).ok();
    }

    @Test
    void socketsComeBackAndFifosAreLeftOutWithAWarning() throws IOException, InterruptedException {
        Path socket = Files.createDirectory(source()).resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
        }
        Files.createLink(source().resolve("again"), socket);
        Command.shell("touch -d @1234567890.123456789 \"$1/socket\" && chmod 6712 \"$1/socket\"", source())
                .run()
                .ok();
        Command.of("mkfifo", source().resolve("fifo")).run().ok();
        roundTrip("tfs-mkfs: " + source()
                + ": warning: 1 device or fifo was left out: Nanos has none; give --special to keep it");
        assertFalse(Files.exists(out().resolve("fifo"), LinkOption.NOFOLLOW_LINKS));
        Files.delete(source().resolve("fifo"));
        Command.shell("touch -r \"$1\" \"$2\"", out(), source()).run().ok();
        HostTrees.assertSame(source(), out());
    }

    /** As in a bare chroot: modes of such entries can only be set through {@code /proc}. */
    @Test
    void socketsAndFifosAreNotMadeWithoutProc() throws IOException, InterruptedException {
        Path socket = Files.createDirectory(source()).resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
        }
        Command.of("mkfifo", "-m", "602", source().resolve("fifo")).run().ok();
        Files.writeString(source().resolve("file"), "content");
        InProcess.mkfs("--special", "-r", source(), image()).ok();
        String reason = ": this needs /proc/self/fd, which the host lacks; mount /proc";
        Result withoutProc = Command.tool("tfs-dump", "-d", out(), image())
                // Most JVMs find their own libraries through /proc.
                .env("LD_LIBRARY_PATH", System.getProperty("java.home") + "/lib")
                .under(Mounts.tmpfs("size=1m", Path.of("/proc")))
                .run();
        assertEquals(
                List.of("tfs-dump: /fifo" + reason, "tfs-dump: /socket" + reason),
                withoutProc.errors().lines().toList());
        assertEquals(1, withoutProc.exitCode());
        assertEquals("content", Files.readString(out().resolve("file")));
        assertFalse(Files.exists(out().resolve("fifo"), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(out().resolve("socket"), LinkOption.NOFOLLOW_LINKS));

        InProcess.dump("-d", out(), "--overwrite", image()).ok();
        assertEquals(specialFiles(source()), specialFiles(out()));
    }

    @Test
    void entriesOfKernelDirectoriesAreLeftOutWithANote() throws IOException, InterruptedException {
        Files.createDirectories(source().resolve("proc/1"));
        Files.createDirectories(source().resolve("dev"));
        Files.createDirectories(source().resolve("usr/dev/kept"));
        Files.createSymbolicLink(source().resolve("sys"), Path.of("elsewhere"));
        roundTrip(
                "tfs-mkfs: /proc: warning: what is inside is left out: the Nanos kernel provides it",
                "tfs-mkfs: /sys: warning: is not a directory, so the Nanos kernel will not boot from this image"
                        + "; make it one");
        assertEquals(
                List.of(),
                Command.of("ls", "-A", out().resolve("proc")).run().ok().lines());
        assertTrue(Files.isDirectory(out().resolve("usr/dev/kept")));
    }

    @Test
    void oneFileSystemEndsWhereAnotherIsMounted() throws IOException, InterruptedException {
        Path mounted = Files.createDirectories(source().resolve("mnt"));
        String script = """
                echo x >"$1/mnt/inside"; shift
                "$1" -r "$2" "$3"; "$4" -t "$3"; "$1" --one-file-system -r "$2" "$3"; "$4" -t "$3"
                """;
        Result result = Command.shell(
                        script, source(), Command.launcher("tfs-mkfs"), source(), image(), Command.launcher("tfs-dump"))
                .under(Mounts.tmpfs("size=1m", mounted))
                .run();
        result.okWith("tfs-mkfs: /mnt: warning: is on another file system, so its contents are left out");
        List<String> lines = result.lines();
        assertTrue(lines.get(5).startsWith("|   |   inside"), lines.get(5));
        assertEquals("|   mnt", lines.getLast());
    }

    @Test
    void localeChangesNothing() throws IOException, InterruptedException {
        HostTrees.makeNasty(source());
        for (String locale : List.of("C", "POSIX", "C.UTF-8", "none")) {
            Path copy = temp.resolve(locale);
            Path imageOfLocale = temp.resolve("é-" + locale + ".raw");
            Command.mkfs("-r", source(), imageOfLocale)
                    .env("LC_ALL", locale)
                    .run()
                    .ok();
            Command.dump("-d", copy, imageOfLocale).env("LC_ALL", locale).run().ok();
            HostTrees.assertSame(source(), copy);
            String tree = Command.dump("-t", imageOfLocale)
                    .env("LC_ALL", locale)
                    .run()
                    .ok()
                    .output();
            assertTrue(tree.lines().anyMatch(line -> line.startsWith("|   |   é")), tree);
        }
    }

    @Test
    void labelAndAttributesOfTheRootAreShown() throws IOException, InterruptedException {
        Files.createDirectory(source());
        Command.of("touch", "-d", "@1", source()).run().ok();
        InProcess.mkfs(
                        "-r",
                        source(),
                        "-l",
                        "grün",
                        "-t",
                        "(program:/bin/ls debug:t)",
                        "-t",
                        "(arguments:[ls \"-l a\"] debug:\"\")",
                        image())
                .okWithWarnings();
        // The root belongs to the user of the test.
        List<String> lines = InProcess.dump(image()).ok().lines().stream()
                .filter(line -> !line.startsWith(" posix.perm:"))
                .toList();
        assertEquals("Label: grün", lines.get(0));
        assertTrue(lines.get(1).matches("UUID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), lines.get(1));
        assertEquals("""
                metadata
                (arguments:[ls
                            -l a]
                 children:()
                 debug:
                 environment:()
                 mtime:4294967296
                 program:/bin/ls)""", String.join("\n", lines.subList(2, lines.size())));
    }

    @Test
    void summaryCountsEntriesAndSizeIsRespected() throws IOException, InterruptedException {
        Files.createDirectory(source());
        Files.writeString(source().resolve("a"), "12345");
        Files.createDirectory(source().resolve("b"));
        String summary =
                InProcess.mkfs("-r", source(), "-s", "64M", image()).ok().output();
        assertTrue(
                summary.matches("2 entries, 5 bytes, image of 67\\.6 MB with [0-9.]+ MB free, [0-9]+\\.[0-9]{2} s\n"),
                summary);
        assertEquals((64 << 20) + (512 << 10), Files.size(image()));
        assertEquals(
                "2 entries, 5 bytes extracted into " + out() + "\n",
                InProcess.dump("-d", out(), image()).ok().output());
    }

    @Test
    void emptyImageHasEmptyTree() throws IOException, InterruptedException {
        InProcess.mkfs("-e", image()).ok();
        assertEquals("/", InProcess.dump("-t", image()).ok().lines().getLast());
        assertEquals(
                "0 entries, 0 bytes extracted into " + out() + "\n",
                InProcess.dump("-d", out(), image()).ok().output());
    }
}
