// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats and targets to which tfs-mkfs writes an image, and its summary. */
@Order(1)
@Timeout(300)
class MkfsResultIT {

    private static final String HELP = "; try 'tfs-mkfs --help'";
    private static final String SUMMARY =
            "3 entries, 1\\.0 MB, image of [0-9.]+ MB with [^,]+ free, [0-9]+\\.[0-9]{2} s\n([0-9a-f]{64}  .*\n)?";
    private static final int DEVICE_BYTES = 16 << 20;

    @TempDir
    private Path temp;

    private Path scratch;

    @BeforeEach
    void makeTree() throws IOException, InterruptedException {
        temp = temp.toRealPath();
        scratch = Files.createDirectory(temp.resolve("scratch"));
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(temp.resolve("tree/etc/b"), "b");
        Command.shell("yes 'a line that repeats' | head -c 1000000 >tree/a")
                .in(temp)
                .run()
                .ok();
    }

    /** The tool, of which the temporary files go into a directory of their own. */
    private Command mkfs(Object... arguments) {
        return Command.mkfs(arguments).in(temp).env("TMPDIR", scratch.toString());
    }

    /** Runs a script in the directory, in which {@code mkfs} is the tool with the tree and for equal images. */
    private Result run(String script) throws IOException, InterruptedException {
        return Command.shell(
                        "mkfs() { \"$launcher\" -r tree --tree --reproducible \"$@\"; }; launcher=$1; " + script,
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .env("TMPDIR", scratch.toString())
                .run();
    }

    private void assertScratchEmpty() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private void assertNotMade(String name) {
        assertFalse(Files.exists(temp.resolve(name)), name);
    }

    private void assertTree(String image) throws IOException {
        assertEquals(List.of("/a (1000000)", "/etc", "/etc/b (1)"), new MadeImage(temp.resolve(image)).tree());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs disk.lz4",
                "mkfs --lz4 disk.lz4",
                "mkfs --lz4 packed; mv packed disk.lz4",
                "mkfs --lz4 - >disk.lz4"
            })
    void lz4FrameHoldsSameImage(String script) throws IOException, InterruptedException {
        run("mkfs disk.raw").ok();
        run(script).ok();
        run("lz4 --test --quiet disk.lz4; lz4 -d --quiet disk.lz4 unpacked.raw; cmp disk.raw unpacked.raw")
                .ok();
        assertTree("disk.lz4");
        assertTrue(Files.size(temp.resolve("disk.lz4")) < Files.size(temp.resolve("disk.raw")) / 10);
        assertScratchEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs - >out.raw",
                "mkfs - | cat >out.raw",
                "mkfs -q - >out.raw",
                "echo before >out.raw; mkfs - >out.raw"
            })
    void standardOutputGetsTheSameImageAndNothingElse(String script) throws IOException, InterruptedException {
        run("mkfs disk.raw").ok();
        assertEquals("", run(script).ok().output());
        run("cmp disk.raw out.raw").ok();
        assertScratchEmpty();
    }

    /** The first byte comes when the image is complete, and the rest does not fit into the pipe. */
    @Test
    void otherUsersCannotReadTheTemporaryFile() throws IOException, InterruptedException {
        run("mkfs - | { head -c 1; stat -c %A scratch/.[!.]*; cat; } >out").ok();
        assertEquals(
                "-rw-------",
                Command.shell("tail -c +2 out | head -n 1")
                        .in(temp)
                        .run()
                        .ok()
                        .output()
                        .strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfs -", "mkfs --lz4 -", "mkfs -v disk.raw"})
    void closedPipeEndsMkfsQuietly(String script) throws IOException, InterruptedException {
        // So many entries that their list does not fit into a pipe, and so much content that an image does not, even
        // packed.
        run("cd tree; seq -f %0200g 2000 | xargs touch; head -c 4000000 /dev/urandom >random")
                .ok();
        run("{ " + script + " && code=0 || code=$?; echo $code >code; } | head -c 1 >/dev/null")
                .ok();
        assertEquals("141\n", Files.readString(temp.resolve("code")));
        assertScratchEmpty();
        assertNotMade("disk.raw");
    }

    @Test
    void refusesToWriteImageToTerminal() throws IOException, InterruptedException {
        String typescript = "exec script --quiet --return --command \"$1 -e -\" /dev/null </dev/null";
        Result result = Command.shell(typescript, Command.launcher("tfs-mkfs")).run();
        assertEquals(
                "tfs-mkfs: standard output is a terminal; send it into a file or a pipe" + HELP,
                result.output().strip());
        assertEquals(2, result.exitCode());
    }

    @Test
    void missingDirectoryForTheTemporaryFileIsNamed() throws IOException, InterruptedException {
        Result result = mkfs("-r", "tree", "-")
                .env("TMPDIR", temp.resolve("none").toString())
                .run();
        result.failed(1, "tfs-mkfs: " + temp + "/none: no such directory; create it first");
    }

    @Test
    void blockDeviceIsWrittenOnlyWithForce() throws IOException, InterruptedException {
        onDevice(device -> {
            mkfs("-r", "tree", device)
                    .run()
                    .failed(
                            1,
                            "tfs-mkfs: " + device + ": is a block device; give --force to overwrite all that is on it");
            run("cmp before device").ok();
            mkfs("-r", "tree", "--force", "--verify", device).run().ok();
            assertTree(device);
            assertScratchEmpty();
        });
    }

    @Test
    void tooSmallBlockDeviceIsLeftUnchanged() throws IOException, InterruptedException {
        run("head -c 20000000 /dev/urandom >tree/large").ok();
        onDevice(device -> {
            Result result = mkfs("-r", "tree", "--force", device).run();
            result.failed(1, "tfs-mkfs: " + device + ": is too small for the image; choose a larger device");
            run("cmp before device").ok();
            assertScratchEmpty();
        });
    }

    @Test
    void mountedBlockDeviceIsLeftAlone() throws IOException, InterruptedException {
        Path point = Files.createDirectory(temp.resolve("point"));
        onDevice(device -> {
            Mounts.skipUnless(
                    Command.shell("mkfs.ext4 -q \"$1\"", device).run(), "no file system of its own can be made here");
            Mounts.skipUnless(
                    Command.shell("mount \"$1\" \"$2\"", device, point)
                            .under(List.of("unshare", "--mount"))
                            .run(),
                    "no file system can be mounted from a device here");
            String script =
                    "mount \"$1\" \"$2\"; \"$3\" -e --force \"$1\" && code=0 || code=$?; umount \"$2\"; exit $code";
            Command.shell(script, device, point, Command.launcher("tfs-mkfs"))
                    .under(List.of("unshare", "--mount"))
                    .run()
                    .failed(1, "tfs-mkfs: " + device + ": is mounted on " + point + "; unmount it first");
        });
    }

    /** As a member of LVM or a mount of btrfs, it is in use and no mount of this device is in the table. */
    @Test
    void blockDeviceInUseWithoutAMountIsLeftAlone() throws IOException, InterruptedException {
        onDevice(device -> {
            Mounts.skipUnless(
                    Command.shell("mkswap -q \"$1\"; swapon \"$1\"", device).run(), "no swap space can be used here");
            try {
                mkfs("-e", "--force", device)
                        .run()
                        .failed(
                                1,
                                "tfs-mkfs: " + device
                                        + ": is in use by a mount, swap, LVM, RAID, encryption or a program "
                                        + "that wants it alone; end that use first, which lsblk or fuser may show");
            } finally {
                Command.of("swapoff", device).run().ok();
            }
        });
    }

    @Test
    void blockDeviceThatIsTooSmallForTheCopyOfAnUpdatedImageStaysAsItWas() throws IOException, InterruptedException {
        InProcess.mkfsIn(temp, "-e", "-s", DEVICE_BYTES + 512, "large.raw").ok();
        onDevice(device -> InProcess.mkfsIn(
                        temp, "--update", "--label", "new", "--copy-to", device, "--force", "large.raw")
                .failed(1, "tfs-mkfs: " + device + ": is too small for the image; choose a larger device"));
        run("cmp before device").ok();
    }

    @Test
    void refusesCompressedImageOnBlockDevice() throws IOException, InterruptedException {
        onDevice(device -> mkfs("-r", "tree", "--tree", "--force", "--lz4", device)
                .run()
                .failed(
                        2,
                        "tfs-mkfs: --lz4 makes a file, and " + device + " is a block device; leave --lz4 out" + HELP));
    }

    /** Images on block devices. */
    @FunctionalInterface
    private interface Step {

        void run(String device) throws IOException, InterruptedException;
    }

    /**
     * Does it with a loop device of the file {@code device}, which is full of what the file {@code before} holds, too.
     */
    private void onDevice(Step step) throws IOException, InterruptedException {
        run("head -c " + DEVICE_BYTES + " /dev/urandom >before; cp before device")
                .ok();
        String loop = Mounts.attachLoop(temp.resolve("device"));
        try {
            step.run(loop);
        } finally {
            Mounts.detachLoop(loop);
        }
    }

    @Test
    void imageOnDeviceIsATree() throws IOException, InterruptedException {
        onDevice(device -> {
            mkfs("-r", "tree", "--tree", "--force", device).run().ok();
            mkfs("-r", device, "--tree", "disk.raw").run().ok();
        });
        assertTree("disk.raw");
    }

    @Test
    void refusesDeviceThatIsSmallerThanTheSize() throws IOException, InterruptedException {
        onDevice(device -> {
            String line = "tfs-mkfs: " + device + ": has " + DEVICE_BYTES + " bytes, and the image is to have at least "
                    + "67108864; choose a larger device, or a smaller size";
            mkfs("-r", "tree", "--tree", "-s", "64M", "--force", device).run().failed(1, line);
            Files.writeString(temp.resolve("it.manifest"), "(children:() imagesize:64M)");
            mkfs("-m", "it.manifest", "--force", device).run().failed(1, line);
            run("cmp device before").ok();
            mkfs("-r", "tree", "--tree", "-s", DEVICE_BYTES, "--force", device)
                    .run()
                    .ok();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sync", "--verify", "--sparse", "--sync --verify --lz4"})
    void writeOptionsDoNotChangeTheImage(String options) throws IOException, InterruptedException {
        run("mkfs " + options + " disk.lz4; mkfs disk.raw").ok();
        run("mkfs " + options + " out.raw").ok();
        assertTree("disk.lz4");
        assertTree("out.raw");
        run("mkfs " + options.replace("--lz4", "") + " plain.raw; cmp plain.raw disk.raw")
                .ok();
    }

    @Test
    void dryRunWritesNothingAndListsContent() throws IOException, InterruptedException {
        Files.createSymbolicLink(temp.resolve("tree/link"), Path.of("etc/\u001b[31mb"));
        String plan = """
                     1000000  /a
                   directory  /etc
                           1  /etc/b
                        link  /link -> "etc/\\033[31mb"
                4 entries, 1000001 bytes; nothing was made
                """;
        assertEquals(
                plan, mkfs("-r", "tree", "--dry-run", "disk.raw").run().ok().output());
        assertEquals(
                plan, mkfs("-r", "tree", "--dry-run", "/dev/none").run().ok().output());
        assertEquals(plan, mkfs("-r", "tree", "--dry-run").run().ok().output());
        Files.writeString(temp.resolve("tree/disk.raw"), "the image of the last time");
        Result inTree = mkfs("-r", "tree", "--dry-run", "tree/disk.raw").run();
        assertEquals(plan, inTree.output());
        assertEquals(
                "tfs-mkfs: tree/disk.raw: warning: is inside the tree of -r and is left out of itself\n",
                inTree.errors());
        assertNotMade("disk.raw");
        assertScratchEmpty();
    }

    @Test
    void verbosePrintsEachEntryAsItGoesIn() throws IOException, InterruptedException {
        run("cd tree; ln -s etc/b link; ln a second; mkdir -p proc").ok();
        Result result = mkfs("-r", "tree", "-v", "disk.raw").run().ok();
        List<String> lines = result.lines();
        assertEquals(
                List.of(
                        "     1000000  /a",
                        "   directory  /etc",
                        "           1  /etc/b",
                        "        link  /link -> etc/b",
                        "   directory  /proc",
                        "   hard link  /second = /a"),
                lines.subList(0, lines.size() - 1));
        assertTrue(
                lines.getLast()
                        .matches("6 entries, 1000001 bytes, image of [0-9]+ bytes with [0-9]+ bytes free, [0-9.]+ s"),
                lines.getLast());
    }

    @Test
    void verbosePrintsWhatAManifestChanges() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("manifest"), "(children:(a:(linktarget:b) etc:(mtime:1)))");
        List<String> lines = mkfs("-r", "tree", "--tree", "-m", "manifest", "-v", "disk.raw")
                .run()
                .ok()
                .lines();
        assertEquals(List.of("        link  /a -> b", "  attributes  /etc"), lines.subList(3, lines.size() - 1));
    }

    @Test
    void jsonHasTheFieldsThatAreDocumented() throws IOException, InterruptedException {
        String uuid = "123e4567-e89b-12d3-a456-426614174000";
        JsonNode json = Json.of(mkfs("-r", "tree", "--json", "-l", "grün \"x\"", "--uuid", uuid, "disk.raw")
                .run()
                .ok());
        assertEquals(
                List.of(
                        "image",
                        "label",
                        "uuid",
                        "entries",
                        "file_bytes",
                        "hole_bytes",
                        "image_bytes",
                        "free_bytes",
                        "seconds"),
                StreamSupport.stream(((Iterable<String>) json::fieldNames).spliterator(), false)
                        .toList());
        assertEquals("disk.raw", json.path("image").textValue());
        assertEquals("grün \"x\"", json.path("label").textValue());
        assertEquals(uuid, json.path("uuid").textValue());
        assertEquals(3, json.path("entries").longValue());
        assertEquals(1_000_001, json.path("file_bytes").longValue());
        assertEquals(
                Files.size(temp.resolve("disk.raw")), json.path("image_bytes").longValue());
        assertTrue(json.path("seconds").isDouble() && json.path("seconds").doubleValue() > 0);
    }

    @Test
    void unprintableLabelIsExactInJson() throws IOException, InterruptedException {
        JsonNode json = Json.of(
                mkfs("-r", "tree", "--json", "-l", "a\tb", "disk.raw").run().ok());
        assertEquals("a\tb", json.path("label").textValue());
        assertEquals("YQli", json.path("label_base64").textValue());
    }

    @Test
    void printedUuidIsThatOfTheVolume() throws IOException, InterruptedException {
        JsonNode json = Json.of(mkfs("-r", "tree", "--json", "disk.raw").run().ok());
        assertEquals(
                json.path("uuid").textValue(),
                new MadeImage(temp.resolve("disk.raw")).identity().uuid().toString());
        JsonNode made = Json.of(
                mkfs("-r", "tree", "--json", "--reproducible", "disk.raw").run().ok());
        assertEquals(
                made.path("uuid").textValue(),
                new MadeImage(temp.resolve("disk.raw")).identity().uuid().toString());
    }

    @Test
    void quietPrintsNothing() throws IOException, InterruptedException {
        String summary = mkfs("-r", "tree", "disk.raw").run().ok().output();
        assertTrue(summary.matches(SUMMARY), summary);
        assertEquals("", mkfs("-r", "tree", "-q", "disk.raw").run().ok().output());
        assertTree("disk.raw");
    }

    @Test
    void workThatTakesLongIsShownOnTerminalsOnly() throws IOException, InterruptedException {
        // Zeros take no room here, but have to be read: three times the second after which progress is shown.
        run("mkdir large; cd large; seq 500 | xargs truncate -s 15M").ok();
        mkfs("-r", "large", "disk.raw").run().ok();
        assertEquals("", onTerminal("$1 -q -r large --tree disk.raw"));
        // A terminal that does not know its width or its kind.
        String shown = onTerminal("stty cols 0 rows 0; TERM=unknown $1 -r large --tree disk.raw");
        List<String> lines = Stream.of(shown.split("\r"))
                .map(line -> line.replace("\u001b[K", "").strip())
                .filter(line -> line.endsWith("/s"))
                .toList();
        assertFalse(lines.isEmpty(), shown);
        lines.forEach(line -> assertTrue(line.matches("\\d+ entr(y|ies), [\\d.]+ \\w+, [\\d.]+ \\w+/s"), line));
        // A terminal that cannot clear a line.
        String dumb = onTerminal("TERM=dumb $1 -r large --tree disk.raw").strip();
        assertTrue(dumb.matches("500 entries, [^\u001b\r]* s"), dumb);
    }

    private String onTerminal(String command) throws IOException, InterruptedException {
        return Command.shell(
                        "exec script --quiet --return --command \"" + command + "\" /dev/null </dev/null",
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .run()
                .ok()
                .output();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-q -v disk.raw | -q, -v and --json each choose the output; give one of them",
                "-q --json disk.raw | -q, -v and --json each choose the output; give one of them",
                "-v --json disk.raw | -q, -v and --json each choose the output; give one of them",
                "--json --dry-run disk.raw | --json is the summary of an image that was made, and --dry-run makes none"
                        + "; give one of them",
                "-v - | -v and --json print to standard output, where the image goes;"
                        + " name a file for it or leave them out",
                "--json - | -v and --json print to standard output, where the image goes;"
                        + " name a file for it or leave them out",
                "--uuid 1-2-3-4-5 disk.raw | --uuid 1-2-3-4-5: a UUID is expected, such as "
                        + "123e4567-e89b-12d3-a456-426614174000"
            })
    void conflictingOptionsAreRefused(String arguments, String message) throws IOException, InterruptedException {
        mkfs("-e").with((Object[]) arguments.split(" ")).run().failed(2, "tfs-mkfs: " + message + HELP);
        assertNotMade("disk.raw");
        assertNotMade("-");
    }
}
