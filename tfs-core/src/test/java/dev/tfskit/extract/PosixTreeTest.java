// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Hex;
import dev.tfskit.Privileges;
import dev.tfskit.Strace;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixTreeTest extends ExtractionContract {

    @Override
    TargetTree tree(Path directory, Consumer<EntryProblem> warnings) throws IOException {
        assumeTrue(PosixHost.open().isPresent());
        return new PosixTree(PosixHost.open().orElseThrow(), directory, warnings);
    }

    private static Volume volumeWithLink(Tuple link) throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        root.tuple(Attributes.CHILDREN).orElseThrow().set(Symbol.of("l"), link);
        return Volume.open(HandMadeVolume.device(root, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a//b/./c/'", "'/'", "'//'", "'../..'", "'a/'", "ff '/' fe '//'", "0a", "20", "'%41'"})
    void linkTargetsComeOutByteForByte(String hex) throws IOException {
        Tuple link = new Tuple();
        link.set(Attributes.LINK_TARGET, Text.wrap(Hex.bytes(hex)));
        extract(volumeWithLink(link));
        Path made = directory().resolve("l");
        assertArrayEquals(Hex.bytes(hex), HostNames.linkTarget(Files.readSymbolicLink(made)));
        Files.delete(made);
    }

    @Test
    void extractsLinkTargetOfLongestPath() throws IOException {
        String longest = "x/".repeat(2047);
        extract("l:(linktarget:" + longest + ") m:(linktarget:" + longest + "yz)");
        assertEquals(
                longest,
                new String(
                        HostNames.linkTarget(Files.readSymbolicLink(directory().resolve("l"))),
                        StandardCharsets.US_ASCII));
        assertEquals(
                List.of("/m: the target of the symbolic link has 4096 bytes; at most 4095 are possible"), problems());
    }

    @Test
    void timesOfLinksComeOut() throws IOException {
        Instant time = Instant.ofEpochSecond(1_234_567_890, 123_456_789);
        Tuple link = HandMadeVolume.tuple("(linktarget:\".\")");
        link.set(Attributes.MODIFIED, DiskTime.encode(time));
        extract(volumeWithLink(link));
        assertEquals(
                FileTime.from(time), Files.getLastModifiedTime(directory().resolve("l"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void socketsComeOut() throws IOException {
        extract("s:(socket:x posix.perm:\"0707 0 0\")");
        assertEquals(List.of(), problems());
        assertTrue(Files.readAttributes(directory().resolve("s"), BasicFileAttributes.class)
                .isOther());
        assertEquals(0707, mode(directory().resolve("s")));
    }

    @Test
    void fifosComeOutWithTheirNamesAndAttributes() throws IOException {
        extract("p:(extents:() posix.node:fifo posix.perm:\"0622 0 0\" mtime:4294967296)");
        assertEquals(List.of(), problems());
        assertEquals("fifo", stat("p", "%F"));
        assertEquals("622 1", stat("p", "%a %Y"));
    }

    @Test
    void devicesComeOutForRootOnly() throws IOException {
        extract("c:(extents:() posix.node:\"char 4095 1048575\" posix.perm:\"0660 0 6\") "
                + "d:(extents:() posix.node:\"block 8 1\")");
        if (isRoot()) {
            assumeTrue(Files.exists(directory().resolve("c"), LinkOption.NOFOLLOW_LINKS), "root may make devices here");
            assertEquals(List.of(), problems());
            assertEquals("character special file fff fffff 660 0 6", stat("c", "%F %t %T %a %u %g"));
            assertEquals("block special file 8 1 644", stat("d", "%F %t %T %a"));
        } else {
            assertEquals(List.of(), List.of(directory().toFile().list()));
            assertEquals(
                    List.of("/c: a device is left out, and 1 more: only root can make devices, on Linux"), problems());
        }
    }

    /** Extracts over existing files, and allows one warning about devices. */
    static final class OverExistingFiles {

        private OverExistingFiles() {}

        /** Takes the directory, and the entries of a root. */
        public static void main(String[] arguments) throws IOException {
            new Extraction(
                            HandMadeVolume.open("(children:(" + arguments[1] + "))"),
                            problem -> fail(problem.text()),
                            warning -> IO.println(warning.path() + ": " + warning.text()))
                    .overwritePolicy(OverwritePolicy.REPLACE)
                    .into(Path.of(arguments[0]));
        }
    }

    @Test
    void fileStaysWhereRootMayNotMakeDevices() throws IOException, InterruptedException {
        assumeTrue(isRoot());
        Files.writeString(directory().resolve("c"), "mine");
        Files.writeString(directory().resolve("p"), "mine");
        String output = Command.java(
                        OverExistingFiles.class,
                        directory(),
                        "c:(extents:() posix.node:\"char 1 3\") p:(extents:() posix.node:fifo)")
                .under(Privileges.rootWithout("mknod"))
                .run()
                .ok()
                .output();
        assertEquals("/c: a device is left out: only root can make devices, on Linux\n", output);
        assertEquals("mine", Files.readString(directory().resolve("c")));
        assertEquals("fifo", stat("p", "%F"));
        assertEquals(List.of("c", "p"), names(directory()));
    }

    /** Extracts, and prints the problems. */
    static final class PrintingProblems {

        private PrintingProblems() {}

        /** Takes the directory, and the entries of a root. */
        public static void main(String[] arguments) throws IOException {
            Consumer<EntryProblem> print = problem -> IO.println(problem.path() + ": " + problem.text());
            new Extraction(HandMadeVolume.open("(children:(" + arguments[1] + "))"), print, print)
                    .into(Path.of(arguments[0]));
        }
    }

    /** The call that makes the entries does nothing, as if another user had put something else there since. */
    private String problemsOfExtractionWhereNodesAreReplaced(String entries) throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        return Command.java(PrintingProblems.class, directory(), entries)
                .under(Strace.injecting("mknodat:retval=0"))
                .run()
                .ok()
                .output();
    }

    @Test
    void nothingElseGetsAttributesOfReplacedNode() throws IOException, InterruptedException {
        Path other = Files.writeString(directory().resolve("other"), "mine");
        Files.createSymbolicLink(directory().resolve("link"), other);
        Files.createLink(directory().resolve("second"), other);
        Command.of("mkfifo", directory().resolve("fifo")).run().ok();
        String form = "%a %u:%g %Y %h";
        String before = stat("other", form) + stat("fifo", form);
        String attributes = "posix.perm:\"6777 1234 1234\" mtime:4294967296";
        assertEquals(
                """
                /fifo: was replaced on the host meanwhile; extract it again
                /link: was replaced on the host meanwhile; extract it again
                /second: was replaced on the host meanwhile; extract it again
                """,
                problemsOfExtractionWhereNodesAreReplaced("fifo:(socket:x " + attributes + ") link:(socket:x "
                        + attributes + ") second:(extents:() posix.node:fifo " + attributes + ")"));
        assertEquals(before, stat("other", form) + stat("fifo", form));
    }

    @Test
    void otherDeviceGetsNoAttributesOfReplacedOne() throws IOException, InterruptedException {
        assumeTrue(isRoot());
        Path device = directory().resolve("c");
        assumeTrue(
                Command.of("mknod", "-m", "600", device, "c", "1", "3").run().exitCode() == 0,
                "root may make devices here");
        assertEquals(
                "/c: was replaced on the host meanwhile; extract it again\n",
                problemsOfExtractionWhereNodesAreReplaced(
                        "c:(extents:() posix.node:\"char 1 5\" posix.perm:\"0666 0 0\")"));
        assertEquals("600", stat("c", "%a"));
    }

    private String stat(String name, String format) throws IOException {
        try {
            return Command.of("stat", "-c", format, directory().resolve(name))
                    .run()
                    .output()
                    .strip();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void ownersComeOutWhenRootExtracts() throws IOException {
        assumeTrue(isRoot());
        extract("f:(posix.perm:\"6755 1234 4321\") l:(linktarget:f posix.perm:\"0777 1 2\")");
        assertEquals(1234, Files.getAttribute(directory().resolve("f"), "unix:uid"));
        assertEquals(4321, Files.getAttribute(directory().resolve("f"), "unix:gid"));
        assertEquals(06755, mode(directory().resolve("f")));
        assertEquals(1, Files.getAttribute(directory().resolve("l"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
        assertEquals(2, Files.getAttribute(directory().resolve("l"), "unix:gid", LinkOption.NOFOLLOW_LINKS));
    }

    /** The host takes the number as a request to change nothing, so the program would run as root. */
    @Test
    void ownerThatIsNoneOnLinuxIsReportedAndGetsNoSetIdBits() throws IOException {
        assumeTrue(isRoot());
        extract("d:(children:() posix.perm:\"6755 4294967295 0\") f:(posix.perm:\"6755 0 4294967295\") "
                + "l:(linktarget:f posix.perm:\"0777 4294967295 1\") s:(socket:x posix.perm:\"6755 4294967295 1\")");
        for (String name : List.of("d", "f", "s")) {
            assertEquals("755 0:0", stat(name, "%a %u:%g"), name);
        }
        assertEquals(
                List.of(
                        "/f: its owner 0 and group 4294967295",
                        "/s: its owner 4294967295 and group 1",
                        "/l: its owner 4294967295 and group 1",
                        "/d: its owner 4294967295 and group 0"),
                warnings().stream()
                        .map(problem -> problem.replace(
                                " could not be set: 4294967295 is not possible as an owner or group on Linux", ""))
                        .toList());
    }

    /** Extracts, for the user and group of the process, into a directory. */
    static final class ForOrdinaryUser {

        private ForOrdinaryUser() {}

        /** Takes the directory, and the entries of a root. */
        public static void main(String[] arguments) throws IOException {
            new Extraction(
                            HandMadeVolume.open("(children:(" + arguments[1] + "))"),
                            problem -> fail(problem.text()),
                            warning -> fail(warning.text()))
                    .into(Path.of(arguments[0]));
        }
    }

    @Test
    void ordinaryUserGetsSetIdBitsOnlyOfOwnIds() throws IOException, InterruptedException {
        List<String> runner = List.of("env");
        if (isRoot()) {
            runner = Privileges.otherUser(65534, 65533);
            Command.of("chown", "65534:65533", directory()).run().ok();
            Command.of("chmod", "755", directory().getParent()).run().ok();
        }
        int uid = (int) Files.getAttribute(directory(), "unix:uid");
        int gid = (int) Files.getAttribute(directory(), "unix:gid");
        String own = "\"6755 " + uid + " " + gid + "\"";
        String otherGroup = "\"6755 " + uid + " " + (gid + 1) + "\"";
        String otherUser = "\"6755 " + (uid + 1) + " " + gid + "\"";
        Command.java(
                        ForOrdinaryUser.class,
                        directory(),
                        "own:(posix.perm:" + own + ") group:(posix.perm:" + otherGroup + ") user:(posix.perm:"
                                + otherUser + ") directory:(children:() posix.perm:" + otherGroup + ")")
                .under(runner)
                .run()
                .ok();
        assertEquals(06755, mode(directory().resolve("own")));
        assertEquals(04755, mode(directory().resolve("group")));
        assertEquals(0755, mode(directory().resolve("user")));
        assertEquals(04755, mode(directory().resolve("directory")));
    }

    private static boolean isRoot() {
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            return host.effectiveUser() == 0;
        }
    }

    /**
     * The whole path has 30 000 bytes, seven times what the host takes in one piece; 300 directories are open at once.
     */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {300, 700})
    void extractsTreeDeeperThanLongestPath(int depth) throws Exception {
        String name = "d".repeat(100);
        Tuple inner = HandMadeVolume.tuple("(children:(last:(children:()) file:(filelength:5)))");
        for (int level = 0; level < depth; level++) {
            Tuple outer = HandMadeVolume.tuple("(children:(z:() a:(linktarget:x)))");
            outer.set(Attributes.PERMISSIONS, Text.of("0711 0 0"));
            outer.tuple(Attributes.CHILDREN).orElseThrow().set(Symbol.of(name), inner);
            inner = outer;
        }
        try {
            extract(Volume.open(HandMadeVolume.device(inner, 0)));
            assertEquals(List.of(), problems());
            assertDescends(name.getBytes(StandardCharsets.US_ASCII), depth);
        } finally {
            // Java cannot remove files that it cannot name.
            Command.of("rm", "-rf", directory().resolve(name)).run().ok();
        }
    }

    private void assertDescends(byte[] name, int depth) throws IOException {
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            HostDirectory at = host.openDirectory(directory());
            for (int level = 0; level < depth; level++) {
                HostDirectory next = at.openDirectory(name);
                at.close();
                at = next;
            }
            at.openDirectory(Hex.bytes("'last'")).close();
            at.remove(Hex.bytes("'file'"));
            at.close();
        }
    }
}
