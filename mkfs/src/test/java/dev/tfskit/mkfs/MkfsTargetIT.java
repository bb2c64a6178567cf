// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The target of tfs-mkfs: files, links, devices and directories. */
class MkfsTargetIT {

    private static final String OLD = "what stood there before";

    @TempDir
    private Path temp;

    private Path tree;
    private Path directory;
    private Path image;

    @BeforeEach
    void makeSourceAndTarget() throws IOException {
        temp = temp.toRealPath();
        tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(tree.resolve("file"), "x");
        directory = Files.createDirectory(temp.resolve("images"));
        image = Files.writeString(directory.resolve("disk.raw"), OLD);
    }

    private Command mkfs(Path target) {
        return Command.mkfs("-r", tree, target);
    }

    private void assertUntouched() throws IOException {
        assertEquals(OLD, Files.readString(image));
        assertAlone();
    }

    private void assertAlone() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(image), files.toList());
        }
    }

    private static void assertImage(Path file) throws IOException {
        String last = new MadeImage(file).tree().getLast();
        assertTrue(last.startsWith("/file"), last);
    }

    @Test
    void replacedImageKeepsModeAndOwner() throws IOException, InterruptedException {
        boolean root = Privileges.isRoot();
        if (root) {
            Command.of("chown", "12:34", image).run().ok();
        }
        Command.of("chmod", "0604", image).run().ok();
        Object inode = Files.getAttribute(image, "unix:ino");
        try (FileChannel reader = FileChannel.open(image)) {
            mkfs(image).run().ok();
            ByteBuffer seen = ByteBuffer.allocate(OLD.length());
            reader.read(seen);
            assertEquals(OLD, new String(seen.array()), "who has the old one open goes on seeing it whole");
        }
        assertNotEquals(inode, Files.getAttribute(image, "unix:ino"));
        assertEquals(0100604, Files.getAttribute(image, "unix:mode"));
        if (root) {
            assertEquals(
                    List.of(12, 34),
                    List.of(Files.getAttribute(image, "unix:uid"), Files.getAttribute(image, "unix:gid")));
        }
        assertImage(image);
        assertAlone();
    }

    @Test
    void symbolicLinksAreFollowed() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("second"));
        Files.createSymbolicLink(temp.resolve("second"), Path.of("images/disk.raw"));
        mkfs(link).run().ok();
        assertTrue(Files.isSymbolicLink(link));
        assertImage(image);
        assertAlone();
        Files.delete(image);
        mkfs(link).run().ok();
        assertImage(image);
    }

    @Test
    void symbolicLinksInACircle() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("link"));
        mkfs(link)
                .run()
                .failed(1, "tfs-mkfs: " + link + ": too many levels of symbolic links; check where the links lead");
        assertUntouched();
    }

    @Test
    void refusesDirectory() throws IOException, InterruptedException {
        mkfs(directory).run().failed(1, "tfs-mkfs: " + directory + ": is a directory; name a file in it");
        Path tree = temp.resolve("tree");
        mkfs(tree).run().failed(1, "tfs-mkfs: " + tree + ": is a directory; name a file in it");
        assertUntouched();
    }

    @Test
    void refusesTerminalAsImage() throws IOException, InterruptedException {
        Result result = Command.of(
                        "script", "-qec", Command.launcher("tfs-mkfs") + " -q -r " + tree + " /dev/tty", "/dev/null")
                .run();
        assertEquals(1, result.exitCode());
        assertTrue(result.output().contains("/dev/tty: is a terminal"), result.output());
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$mkfs $options /dev/null; cp expected result",
                "$mkfs $options /dev/stdout | cat >result",
                "$mkfs $options /dev/stdout >result",
                "$mkfs $options /proc/self/fd/1 >result",
                "ln -s /dev/stdout link; $mkfs $options link | cat >result",
                "mkfifo pipe; cat pipe >result & $mkfs $options pipe >out; wait; grep -q 'image of' out; [ -p pipe ]",
                "mkfifo pipe; cat pipe >result & $mkfs --json $options /dev/fd/3 3>pipe >out; wait; jq "
                        + "-e .uuid out >json"
            })
    void writesSameImageToPipesAndDevices(String script) throws IOException, InterruptedException {
        String options = "--reproducible -r tree";
        Command.shell(
                        "mkfs=$1; options=$2; $mkfs $options expected >/dev/null; " + script + "; cmp expected result",
                        Command.launcher("tfs-mkfs"),
                        options)
                .in(temp)
                .run()
                .ok();
    }

    @Test
    void leavesNoFileBehindWhenReaderOfPipeGoesAway() throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(temp.resolve("scratch"));
        Result result = Command.shell(
                        "mkfifo pipe; exec 3<>pipe; (read -r line <pipe) & exec 3>&-; \"$1\" -r tree -s 1M pipe",
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .env("TMPDIR", scratch.toString())
                .run();
        assertEquals("tfs-mkfs: pipe: broken pipe\n", result.errors());
        assertEquals(1, result.exitCode());
        try (Stream<Path> files = Files.list(scratch)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void refusesFileThatIsMountedAlone() throws IOException, InterruptedException {
        Path mounted = Files.writeString(temp.resolve("mounted"), OLD);
        mkfs(mounted)
                .under(Mounts.bind(image, mounted))
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + mounted
                                + ": is a mount point (a file mounted alone, as docker -v FILE:FILE does),"
                                + " so it cannot be replaced; mount a directory and name a file in it, or write to "
                                + "standard output (-)");
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", ">&-"})
    void reportsCompleteImageWhenTheSummaryCannotBePrinted(String output) throws IOException, InterruptedException {
        Result result = Command.shell("\"$1\" -r tree images/new.raw " + output, Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        assertEquals(3, result.exitCode());
        assertTrue(
                result.errors()
                        .matches("tfs-mkfs: standard output: [a-z ]+; "
                                + "the image is complete, but its summary could not be printed; tfs-dump shows it\n"),
                result.errors());
        assertImage(temp.resolve("images/new.raw"));
    }

    @Test
    void reportsCompleteImageThatCannotBeReadForItsChecksum() throws IOException, InterruptedException {
        Command.of("chmod", "200", "images/disk.raw").in(temp).run().ok();
        Command.mkfs("--reproducible", "-r", "tree", "images/disk.raw")
                .in(temp)
                .under(Privileges.withoutThoseOfRoot(temp))
                .run()
                .failed(
                        3,
                        "tfs-mkfs: images/disk.raw: permission denied; the image is complete, but could not be read "
                                + "for its checksum; sha256sum prints it");
        Command.of("chmod", "600", "images/disk.raw").in(temp).run().ok();
        assertImage(image);
    }

    @Test
    void makesNoImageWhenListingCannotBePrinted() throws IOException, InterruptedException {
        Result result = Command.shell("\"$1\" -v -r tree images/disk.raw >/dev/full", Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        assertEquals(1, result.exitCode());
        assertUntouched();
    }

    @Test
    void refusesFileInMissingDirectory() throws IOException, InterruptedException {
        mkfs(temp.resolve("none/disk.raw"))
                .run()
                .failed(1, "tfs-mkfs: " + temp + "/none: no such directory; create it first");
        mkfs(image.resolve("disk.raw"))
                .run()
                .failed(1, "tfs-mkfs: " + image + "/disk.raw: not a directory; check the directories in the name");
        assertUntouched();
    }

    @Test
    void refusesNameOfMoreThan255Bytes() throws IOException, InterruptedException {
        Path target = directory.resolve("n".repeat(256));
        mkfs(target).run().failed(1, "tfs-mkfs: " + target + ": file name too long; choose a shorter name");
        assertUntouched();
    }

    @Test
    void acceptsNameOf255Bytes() throws IOException, InterruptedException {
        for (String name : List.of("n".repeat(255), "文".repeat(85), "\ud83d\ude00".repeat(63))) {
            mkfs(temp.resolve(name)).run().ok();
            assertImage(temp.resolve(name));
        }
    }

    @Test
    void refusesFileWithoutWritePermission() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Command.of("chmod", "444", image).run().ok();
        mkfs(image)
                .under(runner)
                .run()
                .failed(1, "tfs-mkfs: " + image + ": is not writable; change its mode or name another file");
        assertUntouched();
    }

    @Test
    void refusesDirectoryWithoutWritePermission() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Command.of("chmod", "555", directory).run().ok();
        mkfs(directory.resolve("new.raw"))
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + directory
                                + ": no file can be made in this directory; change its mode or choose another");
        mkfs(image)
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + directory
                                + ": no file can be made in this directory; change its mode or choose another");
        assertUntouched();
    }

    @Test
    void refusesReadOnlyFileSystem() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(temp.resolve("mounted"));
        mkfs(mounted.resolve("disk.raw"))
                .under(Mounts.tmpfs("ro", mounted))
                .run()
                .failed(1, "tfs-mkfs: " + mounted + "/disk.raw: read-only file system; choose another place");
    }

    @Test
    void fullDiskLeavesOldImage() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(temp.resolve("mounted"));
        Command.of("dd", "if=/dev/urandom", "of=" + tree.resolve("large"), "bs=1M", "count=8", "status=none")
                .run()
                .ok();
        String script = """
                cp "$1/images/disk.raw" "$1/mounted/"
                "$2" -r "$1/tree" "$1/mounted/disk.raw" && code=0 || code=$?
                cmp "$1/images/disk.raw" "$1/mounted/disk.raw"
                [ "$(ls -A "$1/mounted")" = disk.raw ]
                exit "$code"
                """;
        Command command = Command.shell(script, temp, Command.launcher("tfs-mkfs"));
        String line =
                "tfs-mkfs: " + mounted + "/disk.raw: no space left on device; free some space or choose another place";
        for (String size : List.of("16k", "1m", "6m")) {
            command.under(Mounts.tmpfs("size=" + size, mounted)).run().failed(1, line);
        }
    }

    @Test
    void refusesImageBeyondFileSizeLimit() throws IOException, InterruptedException {
        Command.of("dd", "if=/dev/urandom", "of=" + tree.resolve("large"), "bs=1M", "count=8", "status=none")
                .run()
                .ok();
        Result result = Command.shell("ulimit -f 4096; exec \"$@\"", Command.launcher("tfs-mkfs"), "-r", tree, image)
                .run();
        result.failed(
                1,
                "tfs-mkfs: " + image + ": file too large; choose a file system or a limit (ulimit -f) that allows it");
        assertUntouched();
    }

    @Test
    void refusesSizeThatHostCannotHold() throws IOException, InterruptedException {
        Command.mkfs("-e", "-s", "4000000T", image)
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + image
                                + ": file too large; choose a file system or a limit (ulimit -f) that allows it");
        assertUntouched();
    }

    @Test
    void targetOpenForWritingIsRefused() throws IOException, InterruptedException {
        try (FileChannel _ = FileChannel.open(image, StandardOpenOption.WRITE)) {
            Result result = mkfs(image).run();
            assertEquals(1, result.exitCode());
            assertTrue(
                    result.errors()
                            .matches("tfs-mkfs: \\Q" + image + "\\E: is open for writing in process [0-9]+ \\(.+\\);"
                                    + " unmount or close it first, or choose another file\n"),
                    result.errors());
        }
        assertUntouched();
    }

    @Test
    void lockedTargetIsRefused() throws IOException, InterruptedException {
        try (FileChannel reader = FileChannel.open(image);
                FileLock _ = reader.lock(0, Long.MAX_VALUE, true)) {
            mkfs(image)
                    .run()
                    .failed(
                            1,
                            "tfs-mkfs: " + image + ": is locked by process "
                                    + ProcessHandle.current().pid()
                                    + " (java); unmount or close it first, or choose another file");
            assertUntouched();
        }
    }

    @Test
    void targetBehindALoopDeviceIsRefused() throws IOException, InterruptedException {
        mkfs(image).run().ok();
        byte[] before = Files.readAllBytes(image);
        String loop = Mounts.attachLoop(image);
        try {
            mkfs(image)
                    .run()
                    .failed(
                            1,
                            "tfs-mkfs: " + image + ": is in use by the loop device " + loop
                                    + "; detach it first, or choose another file");
        } finally {
            Mounts.detachLoop(loop);
        }
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(Files.readAllBytes(image)));
        assertAlone();
    }

    @Test
    void acceptsLinkToDirectoryAsRoot() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), tree);
        Command.mkfs("-r", link, image).run().ok();
        assertImage(image);
    }

    @Test
    void imageInsideItsTreeIsLeftOut() throws IOException, InterruptedException {
        Path inside = tree.resolve("disk.raw");
        for (int i = 0; i < 2; i++) {
            Result result = mkfs(inside).run();
            assertEquals(0, result.exitCode());
            assertEquals(
                    "tfs-mkfs: " + inside + ": warning: is inside the tree of -r and is left out of itself\n",
                    result.errors());
            assertImage(inside);
        }
    }
}
