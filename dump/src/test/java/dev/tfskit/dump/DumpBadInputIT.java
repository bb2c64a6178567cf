// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of tfs-dump for images that it cannot read and directories that it cannot write. */
class DumpBadInputIT {

    private static final String CHECK = "; check that it is a TFS image and that all of it is there";
    private static final String DAMAGED = "run 'tfs-dump --check' on it; add '--salvage NEW' to save what can be read";

    /** What each test copies before it begins. */
    @TempDir
    private static Path made;

    @TempDir
    private Path temp;

    private Path image;

    @BeforeAll
    static void makeImage() throws IOException, InterruptedException {
        Path tree = Files.createDirectories(made.resolve("tree/further")).getParent();
        Files.writeString(tree.resolve("file"), "hello");
        Files.write(tree.resolve("further/large"), new byte[3_000_000]);
        Files.writeString(tree.resolve("further/last"), "x".repeat(1_000_000));
        Files.createLink(tree.resolve("hard"), tree.resolve("file"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("file"));
        InProcess.mkfs("-r", tree, made.resolve("disk.raw")).ok();
    }

    @BeforeEach
    void copyImage() throws IOException, InterruptedException {
        temp = temp.toRealPath();
        image = temp.resolve("disk.raw");
        Command.of("cp", "-a", made + "/.", temp).run().ok();
    }

    private Result dump(Object... arguments) {
        return InProcess.dumpIn(temp, arguments);
    }

    static List<Arguments> usageErrorNamesTheOption() {
        return List.of(
                usage("missing required parameter: 'IMAGE'", "-t"),
                usage("missing required parameter for option '--extract' (DIR)", "disk.raw", "-d"),
                usage("'more': PATH goes with --tree, --find, --sha256, --diff, --extract, --tar", "disk.raw", "more"),
                usage("'--wrong': unknown option", "--wrong", "disk.raw"),
                usage("IMAGE: the name is empty", ""),
                usage("option '--tree' should be specified without 'x' parameter", "--tree=x", "disk.raw"),
                usage(
                        "option '--overwrite' should be specified without 'false' parameter",
                        "-d",
                        "out",
                        "--overwrite=false",
                        "disk.raw"),
                usage("-d: the name is empty", "-d", "", "disk.raw"),
                usage("--tree and --ls cannot be combined; give one of them", "-t", "--ls", "/", "disk.raw"),
                usage("--salvage goes with --check", "--salvage", "out.raw", "disk.raw"),
                usage("--depth does not go with --info", "--info", "--depth", "1", "disk.raw"),
                usage(
                        "-l shows the crash log of the disk, so -b, --partition and --offset choose nothing; "
                                + "leave them out",
                        "-l",
                        "-b",
                        "disk.raw"),
                usage("--json does not go with --manifest", "--manifest", "--json", "disk.raw"),
                usage("--json does not go with --tar", "--tar", "-", "--json", "disk.raw"),
                usage(
                        "--tar writes no file such as out.tar.bz2; name one that ends in .tar, .gz, .lz4, .xz or .zst",
                        "--tar",
                        "out.tar.bz2",
                        "disk.raw"),
                usage(
                        "none/: a name that ends in a slash means a directory, and there is none; leave the slash off",
                        "--tar",
                        "none/",
                        "disk.raw"),
                usage(
                        "none/: a name that ends in a slash means a directory, and there is none; leave the slash off",
                        "--html",
                        "none/",
                        "disk.raw"),
                usage(
                        "'d\ufffdir' is not UTF-8; write it in UTF-8, or name a link to the file",
                        "-d",
                        "d\ufffdir",
                        "disk.raw"),
                usage("--json does not go with --extract", "-d", "out", "--json", "disk.raw"),
                usage("'/file': PATH does not go with --log", "--log", "disk.raw", "/file"),
                usage("'/file': PATH does not go with --manifest", "--manifest", "-d", "out", "disk.raw", "/file"),
                usage("--overwrite goes with --extract", "--manifest", "--overwrite", "disk.raw"),
                usage("--tree and --manifest cannot be combined; give one of them", "-t", "--manifest", "disk.raw"),
                usage("invalid value for option '--at': 'x' is not a number", "--at", "x", "disk.raw"),
                usage("invalid value for option '--depth': '1.5' is not a number", "-t", "--depth", "1.5", "disk.raw"),
                usage(
                        "invalid value for option '--depth': '99999999999' is too large",
                        "-t",
                        "--depth",
                        "99999999999",
                        "disk.raw"),
                usage(
                        "invalid value for option '--depth': '1.1234567890' is not a number",
                        "-t",
                        "--depth",
                        "1.1234567890",
                        "disk.raw"),
                usage("--depth and --at take numbers from 0", "-t", "--depth=-1", "disk.raw"),
                usage("--partition takes a number from 0 to 3", "--partition", "4", "disk.raw"),
                usage(
                        "--offset -1: a number of bytes is expected, such as 4096, 1M or 0x100000",
                        "--offset=-1",
                        "disk.raw"),
                usage(
                        "-b, --partition and --offset each choose a volume; give one of them",
                        "-b",
                        "--partition",
                        "1",
                        "disk.raw"),
                usage("--find: the name is empty", "--find", "", "disk.raw"),
                usage("--ignore takes times, owner, or times,owner", "--diff", "disk.raw", "--ignore", "", "disk.raw"),
                usage("--find: the pattern [ has a [ without a ]", "--find", "[", "disk.raw"));
    }

    private static Arguments usage(String line, Object... arguments) {
        return Arguments.of(line, arguments);
    }

    @Test
    void imageIsNeverWritten() throws IOException, InterruptedException {
        byte[] before = Files.readAllBytes(image);
        Files.createSymbolicLink(temp.resolve("alias.raw"), image);
        dump("--tar", "disk.raw", "disk.raw")
                .failed(2, "tfs-dump: --tar names the image itself; name another file; try 'tfs-dump --help'");
        dump("--check", "--salvage", "alias.raw", "disk.raw")
                .failed(16, "tfs-dump: --salvage names the image itself; name another file; try 'tfs-dump --help'");
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    @Test
    void refusesOffsetInsideVolume() throws IOException, InterruptedException {
        dump("--offset", 512, "disk.raw")
                .failed(
                        1,
                        "tfs-dump: disk.raw: at byte 7: no TFS volume begins here: its first log extension has 1024"
                                + " blocks where 1 is expected; check --offset and that all of the image "
                                + "is there");
    }

    @Test
    void lockedImageIsShownWithWarning() throws IOException, InterruptedException {
        try (FileChannel writer = FileChannel.open(image, StandardOpenOption.WRITE);
                FileLock _ = writer.lock()) {
            Result result = dump("--cat", "/file", "disk.raw");
            assertEquals(
                    "hello",
                    result.okWith("tfs-dump: disk.raw: warning: is mounted or being written; this is its last commit")
                            .output());
        }
        dump("--cat", "/file", "disk.raw").ok();
    }

    @ParameterizedTest
    @MethodSource
    void usageErrorNamesTheOption(String line, Object... arguments) {
        Object[] words = Stream.of(arguments)
                .map(word -> word.equals("disk.raw") ? image : word)
                .toArray();
        InProcess.dump(words).failed(2, "tfs-dump: " + line + "; try 'tfs-dump --help'");
    }

    @Test
    void wordMustBeUtf8() throws IOException, InterruptedException {
        Path launcher = Command.launcher("tfs-dump");
        Command.shell("\"$1\" --cat \"$(printf 'a\\351')\" \"$2\"", launcher, image)
                .run()
                .failed(
                        2,
                        "tfs-dump: 'a\ufffd' is not UTF-8; write it in UTF-8, or name a link to the file; "
                                + "try 'tfs-dump --help'");
        Command.shell("\"$1\" --cat \"$(printf 'a\\357\\277\\275')\" \"$2\"", launcher, image)
                .run()
                .failed(1, "tfs-dump: /a\ufffd: no such file or directory; check the name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved/", "saved.lz4", "saved.raw.gz", "-", "/dev/stdout"})
    void salvageNeedsFileThatIsNotCompressed(String name) throws IOException, InterruptedException {
        Result result = dump("--check", "--salvage", name, "disk.raw");
        assertEquals(16, result.exitCode());
        assertTrue(
                result.errors()
                        .startsWith(
                                name.endsWith("/")
                                        ? "tfs-dump: saved/: a name that ends in a slash means a directory"
                                        : "tfs-dump: --salvage writes a volume to a file, uncompressed; "),
                result.errors());
        assertEquals("", result.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cat=", "--ls=", "--stat="})
    void emptyPathNamesNothing(String option) throws IOException, InterruptedException {
        dump(option, "disk.raw").failed(1, "tfs-dump: '': no such file or directory; check the name");
        dump("-t", "disk.raw", "").failed(1, "tfs-dump: '': no such file or directory; check the name");
        dump("--diff", "disk.raw", "disk.raw", "").failed(2, "tfs-dump: '': no such file or directory; check the name");
    }

    @Test
    void missingImageFails() throws IOException, InterruptedException {
        dump("none").failed(1, "tfs-dump: none: no such file or directory; check the name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zip -q - disk.raw | is a zip archive; unpack it first",
                "printf 'QFI\\373\\0\\0\\0\\3' | is a qcow2 disk; convert it with qemu-img convert -O raw first"
            })
    void namesFormatThatIsNotRead(String making, String refusal) throws IOException, InterruptedException {
        Command.shell(making + " >other").in(temp).run().ok();
        for (String view : List.of("--tree", "--check", "--info")) {
            dump(view, "other").failed(view.equals("--check") ? 8 : 1, "tfs-dump: other: " + refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd -q", "bzip2"})
    void readsCompressedImageFromTemporaryCopy(String compressor) throws IOException, InterruptedException {
        Command.shell(compressor + " <disk.raw >other; mkdir room")
                .in(temp)
                .run()
                .ok();
        String expected = dump("-t", "disk.raw").ok().output();
        Result read = dumpFrom("room", "-t", "other");
        assertEquals(expected, read.output());
        assertEquals(
                "tfs-dump: other: note: is compressed with " + compressor.split(" ")[0]
                        + "; it is read from a temporary copy in room\n",
                read.errors());
        assertEquals(0, read.exitCode());
        assertEquals(0, dumpFrom("room", "--diff", "other", "disk.raw").exitCode());
        assertEquals(0, Objects.requireNonNull(temp.resolve("room").toFile().list()).length);
    }

    /** The frame could also be one of zstd. */
    @Test
    void readsLz4BehindFrameToBeSkipped() throws IOException, InterruptedException {
        Command.shell("{ printf 'P*M\\030\\003\\0\\0\\0any'; lz4 -q <disk.raw; } >other; lz4 -q -t other")
                .in(temp)
                .run()
                .ok();
        assertEquals(
                dump("-t", "disk.raw").ok().output(), dump("-t", "other").ok().output());
    }

    /** gzip unpacks such a file, with a warning. */
    @Test
    void leavesOutOtherBytesBehindCompressedImageWithWarning() throws IOException, InterruptedException {
        Command.shell("(gzip <disk.raw; echo more) >other; mkdir room")
                .in(temp)
                .run()
                .ok();
        Result read = dumpFrom("room", "-t", "other");
        assertEquals(dump("-t", "disk.raw").ok().output(), read.output());
        assertTrue(
                read.errors()
                        .matches("tfs-dump: other: note: is compressed with gzip; .*\n"
                                + "tfs-dump: other: warning: its gzip data are followed by other bytes, near byte "
                                + "[0-9]+; they are left out\n"),
                read.errors());
        assertEquals(0, read.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat disk.raw", "gzip <disk.raw", "lz4 -q <disk.raw"})
    void readsImageThroughPipe(String making) throws IOException, InterruptedException {
        String expected = dump("-t", "disk.raw").ok().output();
        Result read = Command.shell(making + " | \"$1\" -t /dev/stdin", Command.launcher("tfs-dump"))
                .env("TFS_JAVA_HOME", System.getProperty("java.home"))
                .in(temp)
                .run();
        assertEquals(expected, read.output());
        assertEquals(0, read.exitCode());
        assertTrue(read.errors().contains("it is read from a temporary copy in "), read.errors());
        Result fifo = Command.shell("mkfifo pipe; " + making + " >pipe & \"$1\" -t pipe", Command.launcher("tfs-dump"))
                .env("TFS_JAVA_HOME", System.getProperty("java.home"))
                .in(temp)
                .run();
        assertEquals(expected, fifo.output());
    }

    @Test
    void namesDirectoryWithoutRoomForTemporaryCopy() throws IOException, InterruptedException {
        Command.shell("gzip <disk.raw >other").in(temp).run().ok();
        Result read = dumpFrom("missing", "-t", "other");
        assertEquals(1, read.exitCode());
        assertTrue(
                read.errors().contains("tfs-dump: other: needs a temporary file in missing, which cannot be written: "),
                read.errors());
        assertTrue(
                read.errors().endsWith("; create it, free some space there, or name another directory with TMPDIR\n"),
                read.errors());
    }

    @Test
    void namesReasonWhyTemporaryCopyCannotBeMade() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Command.shell("gzip <disk.raw >other; mkdir -m 555 closed")
                .in(temp)
                .run()
                .ok();
        Result read = Command.dump("-t", "other")
                .env("TMPDIR", "closed")
                .in(temp)
                .under(runner)
                .run();
        assertEquals(1, read.exitCode());
        assertTrue(read.errors().contains(", which cannot be written: permission denied; create it, "), read.errors());
    }

    /** The checksum of the whole frame would show the damage only to a reader of all its blocks. */
    @Test
    void findsDamageInsideCompressedImageOfTfsMkfs() throws IOException, InterruptedException {
        byte[] noise = new byte[6_000_000];
        new Random(1).nextBytes(noise);
        Files.write(temp.resolve("tree/noise"), noise);
        InProcess.mkfs("-r", temp.resolve("tree"), temp.resolve("noise.raw.lz4"))
                .ok();
        try (FileChannel file = FileChannel.open(temp.resolve("noise.raw.lz4"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[4]), file.size() / 2);
        }
        Result result = dump("-d", temp.resolve("out"), "noise.raw.lz4");
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains("an LZ4 block does not match its checksum"), result.errors());
    }

    @Test
    void namesDamageOfCompressedImage() throws IOException, InterruptedException {
        Command.shell("gzip <disk.raw | head -c 2000 >other").in(temp).run().ok();
        Result read = dump("-t", "other");
        assertEquals(1, read.exitCode());
        assertTrue(read.errors().contains("its gzip data end too early"), read.errors());
    }

    private Result dumpFrom(String temporaryDirectory, Object... arguments) throws IOException, InterruptedException {
        return Command.dump(arguments)
                .env("TMPDIR", temporaryDirectory)
                .in(temp)
                .run();
    }

    @Test
    void namesDeviceInsteadOfEmptyImage() throws IOException, InterruptedException {
        dump("/dev/null")
                .failed(1, "tfs-dump: /dev/null: is a character device; an image file or a block device is expected");
    }

    @Test
    void namesGuidPartitionTableAndTakesOffset() throws IOException, InterruptedException {
        Command.shell("""
                size=$(stat -c %s disk.raw)
                truncate -s $((size + 2097152)) gpt.raw
                printf 'label: gpt\\nstart=2048, size=%d\\n' $((size / 512)) | sfdisk -q gpt.raw
                dd if=disk.raw of=gpt.raw bs=512 seek=2048 conv=notrunc status=none
                """).in(temp).run().ok();
        String line = "tfs-dump: gpt.raw: has a GUID partition table (GPT), which TFS disks do not have; "
                + "choose a volume by its offset";
        dump("gpt.raw").failed(1, line);
        dump("--check", "gpt.raw").failed(8, line);
        assertEquals(
                "hello",
                dump("--offset", "1M", "--cat", "/file", "gpt.raw").ok().output());
    }

    @Test
    void linkToItselfInsteadOfAnImageFails() throws IOException, InterruptedException {
        Files.createSymbolicLink(temp.resolve("loop"), Path.of("loop"));
        dump("loop").failed(1, "tfs-dump: loop: too many levels of symbolic links; check where the links lead");
    }

    @Test
    void directoryInsteadOfAnImageFails() throws IOException, InterruptedException {
        dump("tree").failed(1, "tfs-dump: tree: is a directory; an image file is expected");
    }

    @Test
    void unreadableImageFails() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Command.of("chmod", "000", image).run().ok();
        Command.dump(image)
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-dump: " + image
                                + ": permission denied; check its owner and mode, and those of its directory");
    }

    @Test
    void fileThatIsNotAnImageFails() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("text"), "#!/bin/sh\n".repeat(100));
        dump("text").failed(1, "tfs-dump: text: at byte 0: no TFS log: found #!/bin where NVMTFS is expected" + CHECK);
        Files.write(temp.resolve("zeros"), new byte[100_000]);
        dump("zeros")
                .failed(
                        1,
                        "tfs-dump: zeros: at byte 0: no TFS log: found \"\\000\\000\\000\\000\\000\\000\""
                                + " where NVMTFS is expected" + CHECK);
        Files.writeString(temp.resolve("small"), "x");
        dump("small")
                .failed(
                        1,
                        "tfs-dump: small: at byte 0: no TFS volume: it has 1 byte, and a volume has at least 512"
                                + CHECK);
    }

    @Test
    void unknownVersionFails() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(image);
        bytes[6] = 6;
        Files.write(image, bytes);
        dump("disk.raw").failed(1, "tfs-dump: disk.raw: at byte 6: TFS version 6; 4 and 5 can be read" + CHECK);
    }

    @Test
    void damageBehindTheBeginningOfAVolumeIsForCheck() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(image);
        bytes[512] ^= 1;
        Files.write(image, bytes);
        String damage = ": at byte 512: no TFS log: found OVMTFS where NVMTFS is expected; ";
        dump("disk.raw").failed(1, "tfs-dump: disk.raw" + damage + DAMAGED);
        dump("-t", "disk.raw", "/file").failed(1, "tfs-dump: disk.raw" + damage + DAMAGED);
        dump("--offset", "0", "disk.raw")
                .failed(
                        1,
                        "tfs-dump: disk.raw" + damage
                                + "run 'tfs-dump --check --offset 0' on it; add '--salvage NEW' to save what can be "
                                + "read");
        Files.copy(made.resolve("disk.raw"), temp.resolve("sound.raw"));
        dump("--diff", "disk.raw", "sound.raw").failed(2, "tfs-dump: disk.raw" + damage + DAMAGED);
        dump("--diff", "sound.raw", "disk.raw").failed(2, "tfs-dump: disk.raw" + damage + DAMAGED);
        Command.mkfs("--update", "-l", "new", "disk.raw")
                .in(temp)
                .run()
                .failed(1, "tfs-mkfs: disk.raw: is unchanged" + damage + DAMAGED);
        assertEquals(4, dump("--check", "disk.raw").exitCode());
    }

    /** With several files, the image alone does not tell which of them is damaged. */
    @Test
    void damagedFileIsNamedWithItsImage() throws IOException, InterruptedException {
        Files.write(
                image,
                HandMadeVolume.device(
                                HandMadeVolume.tuple("(children:(empty:(filelength:0 extents:())"
                                        + " bad:(filelength:10 extents:(0:(offset:9000 length:1 allocated:1)))))"),
                                0)
                        .toByteArray());
        String message = "tfs-dump: disk.raw: /bad: the extent at block 0 of the file has 1 block from block 9000 of a"
                + " volume of ";
        for (Result result : List.of(
                dump("--cat", "/empty", "--cat", "/bad", "disk.raw"),
                dump("--cat", "/bad", "--json", "disk.raw"),
                dump("--stat", "/bad", "disk.raw"),
                dump("--stat", "/bad", "--json", "disk.raw"))) {
            assertEquals(1, result.exitCode());
            assertTrue(result.errors().startsWith(message), result.errors());
            assertTrue(result.errors().endsWith("; " + DAMAGED + "\n"), result.errors());
        }
    }

    @Test
    void remedyNamesTheChosenVolume() throws IOException, InterruptedException {
        Path disk = HandmadeDisk.in(Files.createDirectory(temp.resolve("disk"))).file();
        byte[] bytes = Files.readAllBytes(disk);
        bytes[(HandmadeDisk.BOOT + 1) * HandmadeDisk.BLOCK] ^= 1;
        Files.write(disk, bytes);
        String remedy = "; run 'tfs-dump --check --boot' on it; add '--salvage NEW' to save what can be read\n";
        assertTrue(dump("-b", disk).errors().endsWith(remedy), dump("-b", disk).errors());
        assertTrue(
                dump("-b", "--diff", disk, disk).errors().endsWith(remedy),
                dump("-b", "--diff", disk, disk).errors());
        dump("-t", disk).ok();
    }

    @Test
    void damagedCompressionHasOneRemedy() throws IOException, InterruptedException {
        Command.shell("lz4 -q -c disk.raw | head -c 3000 >cut.raw")
                .in(temp)
                .run()
                .ok();
        for (String view : List.of("-t", "--info", "--check")) {
            String errors = dump(view, "cut.raw").errors();
            assertTrue(
                    errors.matches("tfs-dump: cut\\.raw: at byte 3000: the compressed file ends within an LZ4 frame, "
                            + "which goes on to byte [0-9]+ at least; it is incomplete: copy it again\n"),
                    errors);
        }
    }

    @Test
    void truncatedImageFails() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(image);
        for (int length : List.of(0, 5, 511, 512, 1024, 100_000, 512 + 512 * 1024 - 1)) {
            Files.write(image, Arrays.copyOf(bytes, length));
            Result result = dump("-t", "disk.raw");
            String remedy = length < 512 ? CHECK : "; " + DAMAGED;
            assertTrue(
                    result.errors().matches("tfs-dump: disk\\.raw: at byte [0-9]+: .*" + remedy + "\n"),
                    result.errors());
            assertEquals(1, result.exitCode());
            assertEquals("", result.output());
        }
    }

    @Test
    void truncatedImageGivesItsCompleteFiles() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(bytes, 512 * 3073 + 512));
        Result result = Command.dump("-d", "out", "disk.raw").in(temp).run();
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().matches("tfs-dump: /further/last: .+\n"), result.errors());
        assertEquals("5 entries, 3.0 MB extracted into out\n", result.output());
        assertEquals("hello", Files.readString(temp.resolve("out/file")));
        assertFalse(Files.exists(temp.resolve("out/further/last")));
    }

    @Test
    void failsWhenTheDirectoryCannotBeMade() throws IOException, InterruptedException {
        dump("-d", "none/out", "disk.raw")
                .failed(1, "tfs-dump: none/out: the directory that should hold it does not exist; create it first");
        dump("-d", "tree/file", "disk.raw").failed(1, "tfs-dump: tree/file: not a directory; name a directory");
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Command.of("chmod", "555", temp.resolve("tree")).run().ok();
        Command.dump("-d", "tree/out", "disk.raw")
                .in(temp)
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-dump: tree/out: permission denied; check its owner and mode, and those of its directory");
    }

    @Test
    void failsWhenTheDirectoryCannotBeWritten() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Path out = Files.createDirectory(temp.resolve("out"));
        Command.of("chmod", "555", out).run().ok();
        Result result = Command.dump("-d", out, image).under(runner).run();
        assertEquals(1, result.exitCode());
        assertEquals(
                Stream.of("file", "further", "hard", "link")
                        .map(name -> "tfs-dump: /" + name + ": permission denied by the host")
                        .toList(),
                result.errors().lines().toList());
    }

    /** As {@code -d .} in a directory such as {@code /tmp}, in which everybody may write. */
    @Test
    void namesAttributesThatDirectoryOfAnotherUserDoesNotGet() throws IOException, InterruptedException {
        assumeTrue(Privileges.isRoot(), "only root can give a directory to another user");
        Path out = Files.createDirectory(temp.resolve("out"));
        Command.of("chmod", "777", out).run().ok();
        Command.of("chown", "65534", out).run().ok();
        Result result = Command.dump("-d", out, image)
                .under(Privileges.rootWithout("fowner", "chown"))
                .run();
        assertEquals(1, result.exitCode());
        assertEquals(
                List.of("tfs-dump: /: its mode and times could not be set: permission denied by the host"),
                result.errors()
                        .lines()
                        .filter(line -> !line.contains(": warning: its owner "))
                        .toList());
        assertEquals("hello", Files.readString(out.resolve("file")));
    }

    @Test
    void extractsManyDirectoriesWithTheUsualLimitOfOpenFiles() throws IOException, InterruptedException {
        int count = 1200;
        Tuple directories = new Tuple();
        List<Tuple> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tuple file = new Tuple();
            file.set(Symbol.of("nlink"), Int.of(2));
            files.add(file);
        }
        for (int i = 0; i < count; i++) {
            Tuple children = new Tuple();
            children.set(Symbol.of("first"), files.get(i));
            children.set(Symbol.of("second"), files.get((i + count / 2) % count));
            children.set(Symbol.of("third"), new Tuple());
            Tuple directory = new Tuple();
            directory.set(Symbol.of("children"), children);
            directories.set(Symbol.of("directory" + i), directory);
        }
        Tuple root = new Tuple();
        root.set(Symbol.of("children"), directories);
        Files.write(temp.resolve("wide.raw"), HandMadeVolume.device(root, 0).toByteArray());
        Command.shell("ulimit -n 1024; exec \"$1\" -d out wide.raw", Command.launcher("tfs-dump"))
                .in(temp)
                .run()
                .ok();
        Command.shell("[ $(find out -name third | wc -l) = " + count + " ]")
                .in(temp)
                .run()
                .ok();
    }

    @Test
    void existingFilesAreKeptWithoutOverwrite() throws IOException, InterruptedException {
        Path out = Files.createDirectory(temp.resolve("out"));
        Files.writeString(out.resolve("file"), "mine");
        Files.writeString(out.resolve("further"), "mine too");
        Files.createSymbolicLink(out.resolve("link"), temp.resolve("elsewhere"));
        Result result = Command.dump("-d", "out", "disk.raw").in(temp).run();
        assertEquals(1, result.exitCode());
        assertEquals("mine", Files.readString(out.resolve("file")));
        assertEquals("mine too", Files.readString(out.resolve("further")));
        assertEquals(temp.resolve("elsewhere"), Files.readSymbolicLink(out.resolve("link")));
        assertFalse(Files.exists(temp.resolve("elsewhere"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("hello", Files.readString(out.resolve("hard")), "no second name for a file that is not ours");
        assertEquals(
                List.of(
                        "tfs-dump: /file: exists on the host already; it was kept",
                        "tfs-dump: /further: exists on the host and is not a directory; it was kept",
                        "tfs-dump: /link: exists on the host already; it was kept"),
                result.errors().lines().toList());
    }

    @Test
    void fullDiskIsReported() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(temp.resolve("mounted"));
        Result result = Command.dump("-d", mounted, image)
                .under(Mounts.tmpfs("size=100k", mounted))
                .run();
        assertEquals(1, result.exitCode());
        // Without root the mount takes a user namespace, whose root knows no other users.
        List<String> lines = result.errors()
                .lines()
                .filter(line -> !line.contains(": warning: its owner "))
                .toList();
        assertEquals(
                List.of("tfs-dump: " + mounted
                        + "/further/last: no space left on device; free some space or choose another place"),
                lines);
    }

    @Test
    void namesOfDirectoriesAreSafeToShow() throws IOException, InterruptedException {
        Result result =
                Command.dump("-d", "a\u001bb\nc", "disk.raw").in(temp).run().ok();
        assertEquals("6 entries, 4.0 MB extracted into a\\x1bb\\nc\n", result.output());
    }
}
