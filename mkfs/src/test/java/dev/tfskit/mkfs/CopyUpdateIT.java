// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that tfs-mkfs --update makes through a copy of the image. */
class CopyUpdateIT {

    private static final int PARTITION_TABLE = 446;

    @TempDir
    private Path temp;

    private ImageDirectory images;

    @BeforeEach
    void makeTrees() throws IOException, InterruptedException {
        images = new ImageDirectory(temp);
        Command.shell("""
                        cd "$1"
                        mkdir -p tree/etc overlay/etc
                        echo old >tree/etc/hostname
                        head -c 300000 /dev/urandom >tree/large
                        echo new >overlay/etc/hostname
                        head -c 3000 /dev/urandom >kernel
                        head -c 7000000 /dev/urandom >kernel2
                        head -c 13000000 /dev/urandom >kernel3
                        head -c 100000 /dev/urandom >bootx64.efi
                        head -c 200000 /dev/urandom >new-bootx64.efi
                        """, temp).run().ok();
        images.makeBootFile("boot.img", 25);
        images.makeBootFile("boot2.img", 20);
        images.makeBootFile("boot3.img", 40);
    }

    private void makeDisk() throws IOException, InterruptedException {
        makeDisk("disk.raw");
    }

    private void makeDisk(Object... furtherArguments) throws IOException, InterruptedException {
        Stream<Object> parts = Stream.of("--tree", "-b", "boot.img", "-u", "bootx64.efi", "-k", "kernel", "-r", "tree");
        images.mkfs(Stream.concat(parts, Stream.of(furtherArguments)).toArray()).succeeded();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void whatDiskBootsFromIsReplaced() throws IOException, InterruptedException {
        makeDisk();
        byte[] before = images.bytes("disk.raw");
        String printed = images.mkfs(
                        "--update",
                        "disk.raw",
                        "-k",
                        "kernel2",
                        "-b",
                        "boot2.img",
                        "-u",
                        "new-bootx64.efi",
                        "-r",
                        "overlay")
                .succeeded()
                .output();
        assertTrue(printed.contains("kernel replaced, boot file replaced, UEFI loader replaced; "), printed);
        byte[] after = images.bytes("disk.raw");
        assertArrayEquals(
                Arrays.copyOfRange(before, PARTITION_TABLE, 510), Arrays.copyOfRange(after, PARTITION_TABLE, 510));
        byte[] boot = images.bytes("boot2.img");
        assertArrayEquals(Arrays.copyOf(boot, PARTITION_TABLE), Arrays.copyOf(after, PARTITION_TABLE));
        assertArrayEquals(Arrays.copyOfRange(boot, 512, boot.length), Arrays.copyOfRange(after, 512, boot.length));
        assertArrayEquals(
                images.bytes("kernel2"), images.image("disk.raw").boot().bytes("/kernel"));
        images.image("disk.raw").assertReadable();
        long start = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getInt(PARTITION_TABLE + 8) * 512L;
        Command.shell("""
                        cd "$1"
                        dd if=disk.raw of=esp bs=512 skip=$(($2 / 512)) count=67584 status=none
                        fsck.fat -n esp >&2 || exit 1
                        mcopy -n -i esp ::EFI/Boot/bootx64.efi loader
                        cmp loader new-bootx64.efi
                        """, temp, start).run().succeeded();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("both.raw", "disk.raw");
        assertEquals(List.of(), names());
    }

    @Test
    void bootFileOrKernelThatDoesNotFitIsRefused() throws IOException, InterruptedException {
        makeDisk();
        byte[] before = images.bytes("disk.raw");
        for (String plan : List.of("--strict", "--dry-run")) {
            images.mkfs("--update", "disk.raw", "-b", "boot3.img", plan)
                    .failed(
                            1,
                            "tfs-mkfs: disk.raw: the boot file has 20480 bytes, and there is room for 12800 before "
                                    + "the crash log; make the image anew with -b");
            String errors =
                    images.mkfs("--update", "disk.raw", "-k", "kernel3", plan).errors();
            assertTrue(
                    errors.startsWith(
                            "tfs-mkfs: kernel3: does not fit into the boot volume: it has 13000000 bytes, and "
                                    + "there is room for 1"),
                    errors);
        }
        images.make("bare.raw", "tree");
        assertEquals(1, images.mkfs("--update", "bare.raw", "-k", "kernel").exitCode());
        assertArrayEquals(before, images.bytes("disk.raw"));
        assertEquals(List.of(), names());
    }

    @Test
    void copyGoesElsewhereAndImageStays() throws IOException, InterruptedException {
        images.mkfs("-r", "tree", "-s", "200M", "disk.raw").ok();
        images.make("same.raw", "tree");
        images.mkfs("--update", "disk.raw", "-r", "overlay", "--copy-to", "out.raw")
                .ok();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("same.raw", "disk.raw");
        images.assertSame("both.raw", "out.raw");
        assertEquals(Files.size(temp.resolve("disk.raw")), Files.size(temp.resolve("out.raw")));
        String used = Command.of("du", "-k", "out.raw").in(temp).run().ok().output();
        assertTrue(Integer.parseInt(used.substring(0, used.indexOf('\t'))) < 20_000, used);
        images.mkfs("--update", "disk.raw", "-r", "overlay", "--copy-to", "out.raw.lz4")
                .ok();
        images.assertSame("both.raw", "out.raw.lz4");
        Files.write(
                temp.resolve("piped.raw"),
                images.mkfs("--update", "disk.raw", "-r", "overlay", "--copy-to", "-")
                        .ok()
                        .outputBytes());
        images.assertSame("both.raw", "piped.raw");
        assertEquals(List.of(), names());
    }

    @Test
    void neitherImageNorCopyGoesIntoTheImage() throws IOException, InterruptedException {
        Path copy = temp.resolve("tree/out.raw");
        for (List<Object> options : List.<List<Object>>of(List.of("--shrink"), List.of("--copy-to", copy))) {
            images.make("disk.raw", "tree");
            Files.move(temp.resolve("disk.raw"), temp.resolve("tree/disk.raw"));
            Files.writeString(copy, "an earlier copy");
            Files.writeString(temp.resolve("tree/etc/hostname"), options.toString());
            images.mkfs(Stream.concat(Stream.of("--update", "tree/disk.raw", "-r", "tree"), options.stream())
                            .toArray())
                    .okWithWarnings();
            boolean isCopied = options.contains(copy);
            assertEquals(
                    isCopied ? List.of("etc", "large") : List.of("etc", "large", "out.raw"),
                    namesIn(isCopied ? copy : temp.resolve("tree/disk.raw")));
            Files.delete(copy);
            Files.delete(temp.resolve("tree/disk.raw"));
        }
    }

    @Test
    void unfinishedCopyOfCompressedImageDoesNotGoIntoTheImage() throws IOException {
        images.make("disk.raw.lz4", "tree");
        Files.move(temp.resolve("disk.raw.lz4"), temp.resolve("tree/disk.raw.lz4"));
        images.mkfs("--update", "tree/disk.raw.lz4", "-r", "tree", "-l", "packed")
                .okWithWarnings();
        assertEquals(List.of("etc", "large"), namesIn(temp.resolve("tree/disk.raw.lz4")));
    }

    /** The names in the root directory of an image. */
    private static List<String> namesIn(Path image) throws IOException {
        return new MadeImage(image)
                .paths().stream()
                        .map(path -> path.substring(1))
                        .filter(path -> !path.contains("/"))
                        .sorted()
                        .toList();
    }

    @Test
    void compressedImageStaysCompressed() throws IOException, InterruptedException {
        images.make("disk.raw.lz4", "tree");
        images.mkfs("--update", "disk.raw.lz4", "-r", "overlay", "-l", "packed").ok();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("both.raw", "disk.raw.lz4");
        assertEquals(
                0x184d2204,
                ByteBuffer.wrap(images.bytes("disk.raw.lz4"))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt());
        byte[] before = images.bytes("disk.raw.lz4");
        assertEquals(
                1,
                images.mkfs("--update", "disk.raw.lz4", "--chmod", "600", "/none")
                        .exitCode());
        assertArrayEquals(before, images.bytes("disk.raw.lz4"));
        assertEquals(List.of(), names());
    }

    /** The limit lies within the last piece of the copy, so the host takes a part of that piece. */
    @Test
    void copyWithoutItsLastBlockIsNotPublished() throws IOException, InterruptedException {
        images.make("plain.raw", "tree");
        images.make("disk.raw.lz4", "tree");
        byte[] before = images.bytes("disk.raw.lz4");
        long limit = Files.size(temp.resolve("plain.raw")) / 512 - 1;
        Result result = Command.shell(
                        "ulimit -f " + limit + "; exec \"$1\" --update disk.raw.lz4 -l packed",
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        assertEquals(1, result.exitCode(), result.errors());
        assertTrue(result.errors().startsWith("tfs-mkfs: disk.raw.lz4: file too large; "), result.errors());
        assertArrayEquals(before, images.bytes("disk.raw.lz4"));
        assertEquals(List.of(), names());
    }

    @Test
    void fullHostIsReportedWithNameOfCopy() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        long limit = Files.size(temp.resolve("disk.raw")) / 512 / 2;
        Result result = Command.shell(
                        "ulimit -f " + limit + "; exec \"$1\" --update disk.raw -l packed --copy-to out.raw",
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        assertEquals(1, result.exitCode(), result.errors());
        assertTrue(result.errors().startsWith("tfs-mkfs: out.raw: file too large; "), result.errors());
        assertFalse(Files.exists(temp.resolve("out.raw")));
        assertEquals(List.of(), names());
    }

    @Test
    void imageIsCompactedPunchedAndShrunk() throws IOException, InterruptedException {
        makeDisk();
        images.mkfs("--update", "disk.raw", "-s", "200M").ok();
        Command.shell("cd \"$1\" && mkdir more && head -c 90000000 /dev/urandom >more/huge", temp)
                .run()
                .ok();
        images.mkfs("--update", "disk.raw", "-r", "more").ok();
        images.mkfs("--update", "disk.raw", "--remove", "/huge", "-r", "overlay")
                .ok();
        images.make("both.raw", "tree", "overlay");
        long used = usedKilobytes("disk.raw");
        Result reorganised = images.mkfs("--update", "disk.raw", "--compact", "--defragment", "/large", "--punch");
        reorganised.okWith("tfs-mkfs: /large: note: is contiguous already");
        assertTrue(reorganised.output().startsWith("log written anew, free blocks given back; "), reorganised.output());
        images.assertSame("both.raw", "disk.raw");
        assertTrue(usedKilobytes("disk.raw") < used - 80_000, used + " " + usedKilobytes("disk.raw"));
        String printed = images.mkfs("--update", "disk.raw", "--shrink").ok().output();
        assertTrue(printed.matches("image shrunk, volume of [0-9.]+ MB instead of [0-9]+ MB; .*\n"), printed);
        images.assertSame("both.raw", "disk.raw");
        makeDisk("-r", "overlay", "new.raw");
        assertEquals(Files.size(temp.resolve("new.raw")), Files.size(temp.resolve("disk.raw")));
        images.mkfs("--update", "disk.raw", "--shrink", "-s", "70M", "--copy-to", "out.raw")
                .ok();
        images.assertSame("both.raw", "out.raw");
        makeDisk("-s", "70M", "made.raw");
        assertEquals(Files.size(temp.resolve("made.raw")), Files.size(temp.resolve("out.raw")));
        images.image("out.raw").assertReadable();
        // What does not fit into the present image has room in that of -s.
        images.mkfs("--update", "disk.raw", "--shrink", "-s", "200M", "-r", "more")
                .ok();
        images.make("all.raw", "tree", "overlay", "more");
        images.assertSame("all.raw", "disk.raw");
        assertEquals(List.of(), names());
    }

    private long usedKilobytes(String name) throws IOException, InterruptedException {
        String used = Command.of("du", "-k", name).in(temp).run().ok().output();
        return Long.parseLong(used.substring(0, used.indexOf('\t')));
    }

    @Test
    void holesAreRefusedWhereThereCanBeNone() throws IOException, InterruptedException {
        images.make("disk.raw.lz4", "tree");
        images.make("disk.raw", "tree");
        String message = "tfs-mkfs: --punch makes holes in a file; a compressed image, a pipe and a device have none, "
                + "so leave it out; try 'tfs-mkfs --help'";
        images.mkfs("--update", "disk.raw.lz4", "--punch").failed(2, message);
        images.mkfs("--update", "disk.raw", "--punch", "--copy-to", "-").failed(2, message);
        images.mkfs("--update", "disk.raw", "--punch", "--copy-to", "out.raw.lz4", "--dry-run")
                .failed(2, message);
        images.mkfs("--update", "disk.raw.lz4", "--punch", "--copy-to", "out.raw")
                .ok();
        images.assertSame("disk.raw", "out.raw");
    }

    /** With a relative and with an absolute name of the image. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fullDiskNamesEntryThatFindsNoRoom(boolean isAbsolute) throws IOException, InterruptedException {
        makeDisk();
        Command.shell("cd \"$1\" && mkdir more && head -c 9000000 /dev/urandom >more/huge", temp)
                .run()
                .ok();
        Command.mkfs("--update", isAbsolute ? temp.resolve("disk.raw") : "disk.raw", "-r", "more")
                .in(temp)
                .run()
                .failed(1, "tfs-mkfs: /huge: no room for 1048576 bytes; use a larger image");
    }

    @Test
    void lockedImageIsRefused() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        try (FileChannel channel = FileChannel.open(temp.resolve("disk.raw"), StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            for (List<String> more : List.of(List.of("-r", "overlay"), List.of("-l", "x", "--copy-to", "out.raw"))) {
                Result refused = Command.mkfs("--update", "disk.raw")
                        .with(more.toArray())
                        .in(temp)
                        .run();
                assertEquals(1, refused.exitCode());
                assertTrue(refused.errors().startsWith("tfs-mkfs: disk.raw: is "), refused.errors());
            }
        }
        images.make("same.raw", "tree");
        images.assertSame("same.raw", "disk.raw");
    }
}
