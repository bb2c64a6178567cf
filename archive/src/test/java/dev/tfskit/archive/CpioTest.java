// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that cpio and bsdtar make become the same images as the directories that they were made of. */
class CpioTest {

    @TempDir
    private Path temp;

    private Path archive;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void makeTree() throws Exception {
        archive = temp.resolve("archive");
        shell("mkdir -p root/a root/b/empty; cd root; head -c 300000 /dev/urandom > a/noise; ln a/noise b/noise; "
                + "ln a/noise c; touch a/nothing; ln a/nothing b/nothing; echo odd > $'a/\\377\\376 '; chmod 4751 c; "
                + "ln -s ../a/noise b/link; ln b/link b/link2; ln b/link a/link; echo single > b/single; "
                + "find . -exec touch -hd @1600000000 {} +");
    }

    private void shell(String script) throws IOException, InterruptedException {
        HostProgram.BASH.runIn(temp, "C", "-c", "set -eo pipefail; " + script);
    }

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private String directory(Excludes excludes) throws IOException {
        return BuiltTree.of(new DirectorySource(
                        temp.resolve("root"), DirectorySelection.usual().with(excludes), this::note))
                .toString();
    }

    private String read(ArchiveOptions options) throws IOException {
        return BuiltTree.of(Archives.open(archive, options, this::note)).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "find . | cpio -o -H newc --quiet                @ no",
                "find . | sort -r | cpio -o -H newc --quiet      @ no",
                "find . | cpio -o -H crc --quiet                 @ no",
                "find . | cpio -o -H newc --quiet | gzip         @ no",
                "find . | cpio -o -H newc --quiet | lz4 -q -l    @ no",
                "bsdtar -c --format newc -f - .                  @ no",
                "find . | cpio -o -H newc --quiet                @ /a",
                "find . | sort -r | cpio -o -H newc --quiet      @ /c",
                "find . | cpio -o -H newc --quiet | gzip         @ /b",
                "bsdtar -c --format newc -f - .                  @ /a",
                "bsdtar -c --format newc -f - .                  @ noise",
                "find . | cpio -o -H newc --quiet                @ link",
                "bsdtar -c --format newc -f - .                  @ link2"
            })
    void directoryAndArchiveGiveSameTree(String script, String excluded) throws Exception {
        shell("(cd root; " + script + ") > archive");
        Excludes excludes = excluded.equals("no")
                ? Excludes.NONE
                : new Excludes(EntryPatterns.of(List.of(excluded)), KernelDirectories.LEFT_EMPTY);
        assertEquals(directory(excludes), read(ArchiveOptions.excluding(excludes)));
        assertEquals(List.of(), notices);
    }

    /** As dracut-cpio and the Linux program gen_init_cpio make them, so that a file system can share the contents. */
    @ParameterizedTest
    @ValueSource(ints = {64, 512, 4096})
    void namesThatArePaddedToAlignContentsEndAtTheirFirstNul(int alignment) throws Exception {
        shell("(cd root; find . | cpio -o -H newc --quiet) > plain");
        write(members(), alignment);
        assertEquals("single\n", HostProgram.CPIO.run("--quiet", "--to-stdout", "-i", "-F", archive, "*/single"));
        assertEquals(directory(Excludes.NONE), read(ArchiveOptions.excluding(Excludes.NONE)));
        assertEquals(List.of(), notices);
    }

    /** A member of an archive, a character for each byte. */
    private record Member(String header, String name, String content) {}

    /** Returns the members of the archive {@code plain}, the one at its end included. */
    private List<Member> members() throws IOException {
        String plain = Files.readString(temp.resolve("plain"), StandardCharsets.ISO_8859_1);
        List<Member> members = new ArrayList<>();
        for (int at = 0; plain.startsWith("070701", at); ) {
            String header = plain.substring(at, at + 110);
            int name = at + 110;
            int content = roundUp(name + Integer.parseInt(header.substring(94, 102), 16), 4);
            int end = content + Integer.parseInt(header.substring(54, 62), 16);
            members.add(new Member(
                    header, plain.substring(name, plain.indexOf('\0', name)), plain.substring(content, end)));
            at = roundUp(end, 4);
        }
        return members;
    }

    private void write(List<Member> members, int alignment) throws IOException {
        StringBuilder written = new StringBuilder();
        for (Member each : members) {
            String header = each.header;
            int name = written.length() + header.length();
            int end = roundUp(name + each.name.length() + 1, alignment);
            written.append(header, 0, 54)
                    .append("%08x".formatted(each.content.length()))
                    .append(header, 62, 94)
                    .append("%08x".formatted(end - name))
                    .append(header, 102, 110)
                    .append(each.name)
                    .repeat(0, roundUp(end, 4) - name - each.name.length())
                    .append(each.content);
            written.repeat(0, roundUp(written.length(), 4) - written.length());
        }
        Files.writeString(archive, written, StandardCharsets.ISO_8859_1);
    }

    private static int roundUp(int number, int unit) {
        return (number + unit - 1) / unit * unit;
    }

    @Test
    void archivesBehindEachOtherAreReadOnDemand() throws Exception {
        shell("cd root; (find a b | cpio -o -H newc --quiet; echo c | cpio -o -H newc --quiet) > ../archive");
        Set<String> first =
                BuiltTree.of(Archives.open(archive, Excludes.NONE, this::note)).keySet();
        assertTrue(first.contains("/a/noise") && !first.contains("/c"), first::toString);
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().contains("has bytes after its end, from byte "), notices::toString);
        notices.clear();
        assertTrue(read(ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.READ))
                .contains("/c="));
        assertEquals(List.of(), notices);
    }

    /** As in an initrd: the kernel reads the first archive for microcode, before it can decompress. */
    @ParameterizedTest
    @CsvSource({"gzip, gzip", "lz4 -q -l, lz4", "xz --check=crc32, xz"})
    void compressedArchiveBehindArchiveIsNamed(String compressor, String format) throws Exception {
        shell("cd root; (echo a/nothing | cpio -o -H newc --quiet; echo c | cpio -o -H newc --quiet | " + compressor
                + ") > ../archive");
        String expected = archive + ": has an archive compressed with " + format
                + " after its end, from byte 512 on, which is left out; write it to a file with tail -c +513, and name "
                + "that with another -r";
        for (ArchiveOptions options : List.of(
                ArchiveOptions.excluding(Excludes.NONE),
                ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.READ))) {
            notices.clear();
            assertEquals(
                    Set.of("/", "/a", "/a/nothing"),
                    BuiltTree.of(Archives.open(archive, options, this::note)).keySet());
            assertEquals(List.of(expected), notices);
        }
        shell("mv archive initrd; tail -c +513 initrd > archive");
        assertTrue(read(ArchiveOptions.excluding(Excludes.NONE)).contains("/c="));
    }

    @Test
    void lastBytesBehindTheEndAreReportedHoweverFew() throws Exception {
        shell("cd root; (echo c | cpio -o -H newc --quiet; printf x) > ../archive");
        assertTrue(read(ArchiveOptions.excluding(Excludes.NONE)).contains("/c="));
        assertEquals(1, notices.size(), notices::toString);
        String message = assertThrows(
                        ArchiveException.class,
                        () -> read(ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.READ)))
                .getMessage();
        assertTrue(message.contains("ends in the middle of a header"), message);
    }

    /** Each archive holds one of two names of a file, and cpio gives both files the number 0. */
    @Test
    void equalInodeNumbersOfTwoArchivesAreDifferentFiles() throws Exception {
        shell("mkdir one two; echo 1 > one/a; ln one/a one/x; echo 22 > two/b; ln two/b two/y; touch one/e; "
                + "ln one/e z; (cd one; printf '%s\\n' a e | cpio -o -H newc --quiet --reproducible; "
                + "cd ../two; echo b | cpio -o -H newc --quiet --reproducible) > archive");
        Map<String, String> tree = BuiltTree.of(Archives.open(
                archive, ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.READ), this::note));
        assertEquals(Set.of("/", "/a", "/b", "/e"), tree.keySet());
        assertTrue(tree.get("/a").startsWith("file of 2 bytes"), tree::toString);
        assertTrue(tree.get("/b").startsWith("file of 3 bytes"), tree::toString);
        assertEquals(List.of(), notices);
    }

    @Test
    void archiveWithoutEndIsReadWithNotice() throws Exception {
        shell("cd root; echo c | cpio -o -H newc --quiet > ../whole; "
                + "head -c $(grep -abo 070701 ../whole | tail -1 | cut -d : -f 1) ../whole > ../archive");
        assertTrue(read(ArchiveOptions.excluding(Excludes.NONE)).contains("/c="));
        assertEquals(
                List.of(archive + ": has no entry TRAILER!!! at its end; if it was cut off there, entries are missing"),
                notices);
    }

    @Test
    void refusesContentsWithWrongChecksum() throws Exception {
        shell("cd root; echo b/single | cpio -o -H crc --quiet | sed s/single$/simple/ > ../archive");
        String message = assertThrows(ArchiveException.class, () -> read(ArchiveOptions.excluding(Excludes.NONE)))
                .getMessage();
        assertTrue(message.contains("do not have their checksum"), message);
    }

    @Test
    void namesLinkWithTargetBeyondTheLimit() throws Exception {
        shell("cd root; echo b/link | cpio -o -H newc --quiet | "
                + "sed 's/^\\(.\\{54\\}\\).\\{8\\}/\\100020000/' > ../archive");
        String message = assertThrows(ArchiveException.class, () -> read(ArchiveOptions.excluding(Excludes.NONE)))
                .getMessage();
        assertTrue(
                message.matches(".*: before byte [0-9]+, there is the symbolic link b/link with a target of 131072 "
                        + "bytes, which is more than tfs-mkfs takes; make the archive again without it"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"odc", "bin"})
    void olderFormsAreRefusedWithTheFormThatIsRead(String format) throws Exception {
        shell("cd root; find . | cpio -o -H " + format + " --quiet > ../archive");
        assertEquals(
                archive + ": is a cpio archive of an old form; make it with cpio -o -H newc",
                assertThrows(ArchiveException.class, () -> read(ArchiveOptions.excluding(Excludes.NONE)))
                        .getMessage());
    }

    @Test
    void specialFilesComeAsFromTheDirectory() throws Exception {
        shell("cd root; mkfifo pipe; ln pipe a/pipe; ln pipe b/pipe; "
                + "{ mknod tty c 4095 1048575 && mknod disk b 8 1 && ln disk a/disk || :; } 2>/dev/null; "
                + "find . -exec touch -hd @1600000000 {} +; find . | cpio -o -H newc --quiet > ../archive");
        String expected = directory(Excludes.NONE);
        assertTrue(expected.contains("/pipe=fifo"), expected);
        assertEquals(expected, read(ArchiveOptions.excluding(Excludes.NONE)));
        Excludes excludes = new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY);
        assertEquals(directory(excludes), read(ArchiveOptions.excluding(excludes)));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @CsvSource({"b/link, no", "a/link, no", "b/link2, no", "b/link, /a", "a/link, /a", "b/link2, link"})
    void symbolicLinkMayHaveItsTargetWithOneOfItsNames(String withTarget, String excluded) throws Exception {
        shell("(cd root; find . -type d -o -name 'link*' | sort | cpio -o -H newc --quiet) > plain; "
                + "find root ! -type d ! -name 'link*' -delete; find root -exec touch -hd @1600000000 {} +");
        List<Member> members = new ArrayList<>();
        for (Member each : members()) {
            boolean lacksTarget = each.name.contains("link") && !each.name.equals(withTarget);
            members.add(new Member(each.header, each.name, lacksTarget ? "" : each.content));
        }
        write(members, 1);
        Excludes excludes = new Excludes(EntryPatterns.of(List.of(excluded)), KernelDirectories.LEFT_EMPTY);
        assertEquals(directory(excludes), read(ArchiveOptions.excluding(excludes)));
        assertEquals(List.of(), notices);
    }

    /** bsdtar knows no inode numbers of such entries and writes zeros, but it writes the link counts. */
    @ParameterizedTest
    @CsvSource({"a b p q v w", "a p b q v w", "p a q b w v", "w v q p b a", "p v q w a b"})
    void entriesWithoutInodeNumbersStayDifferent(String order) throws Exception {
        Map<String, String> lines = Map.of(
                "a", "type=link link=one mode=777 nlink=2",
                "b", "type=link link=two mode=777 nlink=2",
                "p", "type=char device=native,1,3 mode=666 nlink=2",
                "q", "type=char device=native,1,5 mode=666 nlink=2",
                "v", "type=file mode=600 nlink=2",
                "w", "type=file mode=644 nlink=2");
        StringBuilder tree = new StringBuilder("#mtree\n");
        for (String name : order.split(" ")) {
            tree.append("./")
                    .append(name)
                    .append(" time=1 uid=0 gid=0 ")
                    .append(lines.get(name))
                    .append('\n');
        }
        Files.writeString(temp.resolve("tree"), tree);
        shell("bsdtar -c --format newc -f archive @tree; sed 's/nlink=2/nlink=1/' tree >single; "
                + "bsdtar -c --format newc -f apart @single");
        String expected = BuiltTree.of(
                        Archives.open(temp.resolve("apart"), ArchiveOptions.excluding(Excludes.NONE), this::note))
                .toString();
        assertTrue(expected.contains("/b=") && expected.contains("two"), expected);
        assertEquals(expected, read(ArchiveOptions.excluding(Excludes.NONE)));
        assertEquals(List.of(), notices);
    }

    /** As after {@code cpio --ignore-devno} of two file systems, or when numbers of 64 bits are cut. */
    @Test
    void inodesOfOtherKindsOrContentsMayHaveTheSameNumber() throws Exception {
        shell("rm -r root; mkdir root; cd root; echo text >a; ln a b; ln -s one c; ln c d; ln -s two e; ln e f; "
                + "mkfifo g; ln g h; echo longer >i; ln i j; touch -hd @1600000000 . *; "
                + "find . | cpio -o -H newc --quiet >../plain");
        String order = ". a c e g i b d f h j TRAILER!!!";
        List<Member> members = new ArrayList<>();
        for (Member each : members()) {
            String content = Map.of("a", "text\n", "i", "longer\n").getOrDefault(each.name, each.content);
            members.add(new Member(each.header.replaceFirst("(?<=^070701).{8}", "00000007"), each.name, content));
        }
        members.sort(Comparator.comparingInt(each -> order.indexOf(each.name)));
        write(members, 1);
        // The names of two inodes alternate. Then the second inode comes once for each of its names.
        shell("cd root; cp -Pp e f2; mv f2 f; cp -p i j2; mv j2 j; touch -hd @1600000000 .");
        assertEquals(directory(Excludes.NONE), read(ArchiveOptions.excluding(Excludes.NONE)));
        assertEquals(List.of(), notices);
    }

    /** With --reproducible, GNU cpio gives the number 0 to one inode. */
    @ParameterizedTest
    @CsvSource({
        "no, b/link b/link2 a/link",
        "/c, a/noise b/noise c",
        "/a, a/noise b/noise c",
        "no, pipe a/nothing a/pipe"
    })
    void numberZeroOfOneInodeKeepsItsHardLinks(String excluded, String names) throws Exception {
        shell("cd root; mkfifo pipe; ln pipe a/pipe; touch -d @1600000000 pipe; printf '%s\\n' " + names
                + " b/single >../names; cpio -o -H newc --quiet <../names >../archive");
        Excludes excludes = new Excludes(EntryPatterns.of(List.of(excluded)), KernelDirectories.LEFT_EMPTY);
        String expected = read(ArchiveOptions.excluding(excludes));
        shell("cd root; cpio -o -H newc --quiet --reproducible <../names >../archive; "
                + "grep -q ^07070100000000 ../archive");
        assertEquals(expected, read(ArchiveOptions.excluding(excludes)));
        assertEquals(List.of(), notices);
    }

    /**
     * The names of one file are behind each other where GNU cpio writes them. Elsewhere, nothing tells whose they are.
     */
    @ParameterizedTest
    @CsvSource({
        "a b i j, 2 hard links, a, a b i j, no",
        "a i b j, 2 hard links, a, b j, no",
        "b i j a, 1 hard link, b, a j, /i",
        ". a b, 1 hard link, a, a b, no",
        "a b ., 1 hard link, a, a b, no",
        "a b i, 1 hard link, a, a b i, no",
        "a . b, 1 hard link, a, b, no",
        "b i j, 1 hard link, i, b i j, no"
    })
    void numberZeroOfSeveralInodesIsReported(String order, String count, String first, String complete, String excluded)
            throws Exception {
        makeAllNumbersZero(order);
        Excludes excludes = new Excludes(EntryPatterns.of(List.of(excluded)), KernelDirectories.LEFT_EMPTY);
        Map<String, String> tree = BuiltTree.of(Archives.open(archive, excludes, this::note));
        for (String name : complete.split(" ")) {
            int bytes = "ab".contains(name) ? 5 : 7;
            String described = tree.get("/" + name);
            String file = tree.getOrDefault(described.replaceFirst("the same as ", ""), described);
            assertTrue(file.startsWith("file of " + bytes + " bytes"), tree::toString);
        }
        assertEquals(
                List.of(archive + ": gives several files the inode number 0, so the contents of " + count
                        + ", the first at /" + first + ", may be missing or those of another file; make the archive "
                        + "again with cpio -o -H newc"),
                notices);
    }

    @ParameterizedTest
    @CsvSource({"a b i j, '/[ai]'", ". a b, /a", ". a b, /[ab]", ". i, no", ". single, no", "single other ., no"})
    void numberZeroOfSeveralInodesIsNoMatterForFilesWithTheirContents(String order, String excluded) throws Exception {
        makeAllNumbersZero(order);
        Excludes excludes = new Excludes(EntryPatterns.of(List.of(excluded)), KernelDirectories.LEFT_EMPTY);
        BuiltTree.of(Archives.open(archive, excludes, this::note));
        assertEquals(List.of(), notices);
    }

    /** Makes an archive of some files in this order; the last name of each file has its contents. */
    private void makeAllNumbersZero(String order) throws Exception {
        shell("rm -r root; mkdir root; cd root; echo text >a; ln a b; echo longer >i; ln i j; chmod 600 i; "
                + "echo single >single; : >other; touch -hd @1600000000 . *; "
                + "printf '%s\\n' " + order + " | cpio -o -H newc --quiet >../plain");
        List<Member> members = new ArrayList<>();
        for (Member each : members()) {
            members.add(new Member(each.header.replaceFirst("(?<=^070701).{8}", "00000000"), each.name, each.content));
        }
        String all = " " + order + " TRAILER!!! ";
        members.sort(Comparator.comparingInt(each -> all.indexOf(" " + each.name + " ")));
        write(members, 1);
    }
}
