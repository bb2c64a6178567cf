// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output file of {@code tfs-dump --html}, and the arguments that it refuses. */
class HtmlIT {

    private static final String OLD = "what stood there before";

    @TempDir
    private Path temp;

    private Path image;
    private Path page;

    @BeforeEach
    void makeImage() throws IOException, InterruptedException {
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        image = temp.resolve("disk.raw");
        page = temp.resolve("page.html");
        InProcess.mkfs("-r", source, image).ok();
    }

    @Test
    void sameImageGivesSamePage() throws IOException, InterruptedException {
        Result result = InProcess.dump("--html", page, image).ok();
        assertTrue(result.output().startsWith(page + ": a page of "), result.output());
        Command.shell("\"$1\" --html - \"$2\" | cmp - \"$3\"", Command.launcher("tfs-dump"), image, page)
                .run()
                .ok();
    }

    /** Directories in each other, each with another entry that is of one kind. */
    private Path deepImage(String name, Value other) throws IOException {
        Tuple root = new Tuple();
        Tuple directory = root;
        for (int level = 0; level < 3000; level++) {
            Tuple children = new Tuple();
            Tuple next = new Tuple();
            // Random names, because the page is compressed.
            byte[] random = new byte[75];
            new Random(level).nextBytes(random);
            children.set(Symbol.of(Base64.getUrlEncoder().encodeToString(random)), next);
            children.set(Symbol.of("other"), other);
            directory.set(Attributes.CHILDREN, children);
            directory = next;
        }
        return Files.write(temp.resolve(name), HandMadeVolume.device(root, 0).toByteArray());
    }

    @Test
    @Tag("slow")
    void pageOfDeepTreeWithManyFindingsIsShort() throws IOException {
        Path damaged = deepImage("damaged.raw", Text.of("no inode"));
        Path sound = deepImage("sound.raw", new Tuple());
        InProcess.dump("--html", page, "--diff", sound, damaged).ok();
        assertTrue(Files.size(page) < 10_000_000, () -> page.toFile().length() + " bytes");
    }

    @Test
    void oldPageIsKeptWhenTheImageIsDamaged() throws IOException, InterruptedException {
        Files.writeString(page, OLD);
        byte[] bytes = Files.readAllBytes(image);
        Arrays.fill(bytes, 0, 16, (byte) 'x');
        Files.write(image, bytes);
        InProcess.dump("--html", page, image)
                .failed(
                        1,
                        "tfs-dump: " + image + ": at byte 0: no TFS log: found xxxxxx where NVMTFS is expected; "
                                + "check that it is a TFS image and that all of it is there");
        assertEquals(OLD, Files.readString(page));
        assertEquals(List.of("disk.raw", "page.html", "source"), names(temp));
    }

    @Test
    void imageOfAComparisonIsNotReplaced() throws IOException, InterruptedException {
        Path old = Files.copy(image, temp.resolve("old.raw"));
        InProcess.dump("--html", old, "--diff", old, image)
                .failed(2, "tfs-dump: --html names the image of --diff; name another file; try 'tfs-dump --help'");
        assertEquals(-1, Files.mismatch(image, old));
    }

    @Test
    void directoryOfThePageMustExist() throws IOException, InterruptedException {
        Path nowhere = temp.resolve("none");
        InProcess.dump("--html", nowhere.resolve("page.html"), image)
                .failed(1, "tfs-dump: " + nowhere + ": no such directory; create it first");
    }

    @Test
    void fullDiskLeavesNoPage() throws IOException, InterruptedException {
        Path mounted = Files.createDirectory(temp.resolve("mounted"));
        Result result = Command.shell(
                        "\"$1\" --html \"$2/page.html\" \"$3\"; code=$?; ls -A \"$2\"; exit $code",
                        Command.launcher("tfs-dump"),
                        mounted,
                        image)
                .under(Mounts.tmpfs("size=100k", mounted))
                .run();
        result.failed(
                1,
                "tfs-dump: " + mounted
                        + "/page.html: no space left on device; free some space or choose another place");
        assertEquals("", result.output());
    }

    @Test
    void signalLeavesOldPage() throws IOException, InterruptedException {
        Path large = Files.createDirectory(temp.resolve("large"));
        // The page names equal files, so a gigabyte of zeros has to be read. They take no room here.
        Command.shell("cd \"$1\"; seq 60 | xargs truncate -s 15M; rm -r ../source", large)
                .run()
                .ok();
        InProcess.mkfs("-r", large, image).ok();
        Path pages = Files.createDirectory(temp.resolve("pages"));
        Path old = Files.writeString(pages.resolve("page.html"), OLD);
        try (WatchService watch = pages.getFileSystem().newWatchService()) {
            pages.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            try (Command.Running running = Command.dump("--html", old, image)
                    .under(List.of("env", "--default-signal=INT"))
                    .start()) {
                assertNotNull(watch.poll(1, TimeUnit.MINUTES), "no temporary file comes");
                running.signal("INT");
                Result result = running.result();
                assertEquals("", result.errors() + result.output());
                assertEquals(130, result.exitCode());
            }
        }
        assertEquals(List.of("page.html"), names(pages));
        assertEquals(OLD, Files.readString(old));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void comparisonHasUsualExitCodes() throws IOException, InterruptedException {
        Path other = temp.resolve("other.raw");
        InProcess.mkfs("-e", other).ok();
        InProcess.dump("--html", page, "--diff", other, image).ok();
        assertTrue(Files.size(page) > 0);
        assertEquals(
                1,
                InProcess.dump("--html", page, "--diff", temp.resolve("none.raw"), image)
                        .exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--at=0", "--tree", "--overwrite", "--depth=1"})
    void otherViewsAndDetailsAreRefused(String option) throws IOException, InterruptedException {
        Result result = InProcess.dump("--html", page, option, image);
        assertEquals(2, result.exitCode(), result.errors());
        assertEquals(List.of(), Files.exists(page) ? List.of(page) : List.of());
    }

    @Test
    void recordAndPathAreRefused() throws IOException, InterruptedException {
        InProcess.dump("--html", page, image + "@0")
                .failed(2, "tfs-dump: --at does not go with --html; try 'tfs-dump --help'");
        InProcess.dump("--html", page, image, "/file")
                .failed(2, "tfs-dump: '/file': PATH does not go with --html; try 'tfs-dump --help'");
        assertFalse(Files.exists(page));
    }

    @Test
    void refusesToOverwriteTheImage() throws IOException, InterruptedException {
        byte[] before = Files.readAllBytes(image);
        Result result = InProcess.dump("--html", image, image);
        assertEquals(2, result.exitCode());
        assertTrue(result.errors().contains("--html names the image itself"), result.errors());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(image)));
    }
}
