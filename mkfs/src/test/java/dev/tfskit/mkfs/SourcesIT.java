// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, several trees and container images as sources of tfs-mkfs. */
class SourcesIT {

    private static final String OLD = "what stood there before";
    /** All that is in a tree, a line each; an archive need not say anything of its root. */
    private static final String LISTING = "cd \"$1\"; find . -mindepth 1 -printf '%P %y %m %T@ %l\\n' | LC_ALL=C sort; "
            + "find . -type f -exec sha256sum {} + | LC_ALL=C sort";

    @TempDir
    private Path temp;

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(
                temp,
                Stream.of(List.of("--tree"), List.of(arguments), List.of("disk.raw"))
                        .flatMap(List::stream)
                        .toArray());
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    /** Mode, owner, group and modification time of the entry {@code /file}. */
    private String attributes() throws IOException {
        Inode file = image().inode("/file");
        Permissions permissions = file.permissions();
        return String.format("%o %d %d %s", permissions.mode(), permissions.uid(), permissions.gid(), file.modified());
    }

    private boolean hasAttribute(String name) throws IOException {
        return image().inode("/file").extendedAttribute(Symbol.of(name)).isPresent();
    }

    private Result shell(String script, Object... arguments) throws IOException, InterruptedException {
        return Command.shell(script, arguments).in(temp).run().ok();
    }

    private List<String> listing(String directory) throws IOException, InterruptedException {
        return shell(LISTING, directory).lines();
    }

    private void makeTree() throws IOException, InterruptedException {
        shell("""
                mkdir -p tree/bin 'tree/a name' tree/empty
                head -c 3000000 /dev/urandom > tree/large
                cp /bin/true tree/bin/program
                echo text > 'tree/a name/file'
                : > tree/nothing
                ln -s ../large tree/bin/link
                ln -s /gone tree/dangling
                chmod 4750 tree/bin/program
                chmod 1777 tree/empty
                find tree -exec touch -h -d @1234567890 {} +
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "tar      @ tar -c -C tree . > it",
                "tar.gz   @ tar -cz -C tree . > it",
                "tar.xz   @ tar -cJ -C tree . > it",
                "tar.zst  @ tar -c -C tree . | zstd -q > it",
                "tar.lz4  @ tar -c -C tree . | lz4 -q > it",
                "skipped  @ { printf 'P*M\\030\\003\\0\\0\\0any'; tar -c -C tree . | lz4 -q; } > it",
                "tar.bz2  @ tar -cj -C tree . > it",
                "pax      @ tar -c --format=posix -C tree . > it",
                "zip      @ cd tree && zip -qry - . > ../it"
            })
    void archiveGivesSameImageAsDirectory(String kind, String script) throws IOException, InterruptedException {
        makeTree();
        shell(script);
        mkfs("-r", "it").ok();
        image().extract(temp.resolve("out"));
        assertEquals(listing("tree"), listing("out"), kind);
    }

    @Test
    void readsTarFromPipe() throws IOException, InterruptedException {
        makeTree();
        Command.shell("tar -cz -C tree . | \"$1\" -q -r - disk.raw", Command.launcher("tfs-mkfs"))
                .env("TFS_JAVA_HOME", System.getProperty("java.home"))
                .in(temp)
                .run()
                .ok();
        image().extract(temp.resolve("out"));
        assertEquals(listing("tree"), listing("out"));
    }

    @Test
    void refusesPipedInputThatIsNotATar() throws IOException, InterruptedException {
        Result result = Command.shell("echo no archive | \"$1\" -r - disk.raw", Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        result.failed(
                1,
                "tfs-mkfs: standard input: is not an archive that can be read; "
                        + "name a tar or cpio, "
                        + "plain or compressed with gzip, xz, zstd, lz4 or bzip2, a zip, or a directory");
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "tar         @ tar -c -C tree . @ < it",
                "tar.gz      @ tar -cz -C tree . @ < it",
                "zip         @ cd tree && zip -qry ../z.zip . && cat ../z.zip @ < it",
                "zip in pipe @ cd tree && zip -qry ../z.zip . && cat ../z.zip @ < it.pipe"
            })
    void readsArchiveFromStandardInput(String kind, String script, String redirection)
            throws IOException, InterruptedException {
        makeTree();
        shell("mkfifo it.pipe; (" + script + ") | cat > it");
        mkfsWithInput((redirection.endsWith("pipe") ? "cat it > it.pipe & " : "") + "\"$1\" -q -r - disk.raw "
                        + redirection)
                .ok();
        image().extract(temp.resolve("out"));
        assertEquals(listing("tree"), listing("out"), kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar -cz -C tree .", "cd tree && zip -qry ../z.zip . && cat ../z.zip"})
    void readsArchiveFromNamedPipe(String script) throws IOException, InterruptedException {
        makeTree();
        mkfsWithInput("mkfifo pipe; (" + script + ") | cat > pipe & \"$1\" -q --tree -r pipe disk.raw")
                .ok();
        image().extract(temp.resolve("out"));
        assertEquals(listing("tree"), listing("out"));
    }

    @Test
    void acceptsBytesBehindArchiveInPipe() throws IOException, InterruptedException {
        makeTree();
        mkfsWithInput("(tar -c -C tree . && head -c 80000000 /dev/zero || touch failed) | \"$1\" -q -r - disk.raw")
                .ok();
        assertFalse(Files.exists(temp.resolve("failed")));
    }

    private Result mkfsWithInput(String script) throws IOException, InterruptedException {
        return Command.shell(script, Command.launcher("tfs-mkfs"))
                .env("TFS_JAVA_HOME", System.getProperty("java.home"))
                .in(temp)
                .run();
    }

    @Test
    void archivesBehindEachOtherAreReadOnDemand() throws IOException, InterruptedException {
        shell("mkdir top; echo a > top/a; echo b > top/b; tar -cf a.tar top/a; tar -cf b.tar top/b; "
                + "cat a.tar b.tar > both.tar");
        mkfs("-r", "both.tar")
                .okWith("tfs-mkfs: both.tar: warning: has bytes after the mark at its end, from byte 10240 on, which "
                        + "are left out; give --ignore-zeros to read them as entries");
        assertEquals(List.of("/top", "/top/a"), image().paths());
        mkfs("-r", "both.tar", "--ignore-zeros").ok();
        assertEquals(List.of("/top", "/top/a", "/top/b"), image().paths());
        mkfs("-r", "both.tar", "--ignore-zeros", "--strip-components", "1").ok();
        assertEquals(List.of("/a", "/b"), image().paths());
        mkfs("-r", "top", "--strip-components", "1")
                .failed(2, "tfs-mkfs: --strip-components is about archives; name one with -r; try 'tfs-mkfs --help'");
        mkfs("-r", "both.tar", "--strip-components", "-1")
                .failed(2, "tfs-mkfs: --strip-components takes a number from 0; try 'tfs-mkfs --help'");
    }

    @Test
    void laterTreesGoOverEarlierOnes() throws IOException, InterruptedException {
        shell("""
                mkdir -p base/usr/lib base/further base/both
                ln -s usr/lib base/lib
                echo old > base/usr/lib/old; echo old > base/file; echo old > base/both/file; echo old > base/both/kept
                echo old > base/further/x
                tar -czf base.tar.gz -C base .
                mkdir -p over/both over/file over/lib
                echo new > over/both/file; echo new > over/both/new; echo new > over/further
                echo new > over/file/inside; echo new > over/lib/new
                """);
        mkfs("-r", "base.tar.gz", "-r", "over").ok();
        assertEquals(
                List.of(
                        "/both",
                        "/both/file",
                        "/both/kept",
                        "/both/new",
                        "/file",
                        "/file/inside",
                        "/further",
                        "/lib",
                        "/lib/new",
                        "/usr",
                        "/usr/lib",
                        "/usr/lib/old"),
                image().paths());
        assertEquals("new\n", image().text("/both/file"));
        assertEquals("old\n", image().text("/both/kept"));
        assertEquals("new\n", image().text("/further"));
        image().assertReadable();
    }

    @Test
    void manifestReplacesEntriesOfTrees() throws IOException, InterruptedException {
        shell("mkdir tree; echo tree > tree/a; echo tree > tree/b; echo manifest > m; "
                + "echo '(children:(b:(contents:(host:m)) c:(contents:(host:m))) program:/a)' > it.manifest");
        Command.mkfs("--tree", "-r", "tree", "-m", "it.manifest", "-t", "(program:/c)", "-t", "(debug:t)", "disk.raw")
                .in(temp)
                .run()
                .okWith("tfs-mkfs: /c: warning: the program is not an ELF file: it begins with the bytes 6d 61 6e 69");
        assertEquals(List.of("/a", "/b", "/c"), image().paths());
        assertEquals("manifest\n", image().text("/b"));
        assertTrue(image().rootAttributes().contains("program:/c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree", "tree.tar"})
    void excludedEntriesAreLeftOut(String root) throws IOException, InterruptedException {
        shell("mkdir -p tree/cache/deep tree/src/cache tree/src/obj; "
                + "cd tree; touch a.o src/b.o src/b.c src/obj/x cache/deep/y src/cache/z; "
                + "tar -cf ../tree.tar .");
        mkfs("-r", root, "-x", "*.o", "-x", "/cache").ok();
        assertEquals(
                List.of("/src", "/src/b.c", "/src/cache", "/src/cache/z", "/src/obj", "/src/obj/x"), image().paths());
        Files.writeString(temp.resolve("patterns"), "# what is built\n*.o\n\n; and what is kept\ncache/\n");
        mkfs("-r", root, "--exclude-from", "patterns", "-x", "/src/**/x").ok();
        assertEquals(List.of("/src", "/src/b.c", "/src/obj"), image().paths());
    }

    /** As after the death of the process behind a mount: nothing answers for the directory. */
    @Test
    void deadMountIsLeftOutByPattern() throws IOException, InterruptedException {
        assumeTrue(Privileges.isRoot() && Files.exists(Path.of("/dev/fuse")), "only root can mount without a program");
        shell("mkdir -p tree/dead tree/etc; echo text >tree/etc/f");
        shell("""
                exec 5<>/dev/fuse
                mount -i -t fuse.test -o fd=5,rootmode=40000,user_id=0,group_id=0 test tree/dead
                """);
        try {
            for (String pattern : List.of("/dead", "dead/")) {
                mkfs("-r", "tree", "-x", pattern).okWith();
                assertEquals(List.of("/etc", "/etc/f"), image().paths());
            }
            mkfs("-r", "tree", "-x", "/etc")
                    .failed(
                            1,
                            "tfs-mkfs: tree/dead: cannot be examined: transport endpoint is not connected; "
                                    + "leave it out with -x");
        } finally {
            shell("umount -i tree/dead");
        }
    }

    @Test
    void entryOfDirectoryThatMayNotBeSearchedIsLeftOutByPattern() throws IOException, InterruptedException {
        List<String> user = Privileges.withoutThoseOfRoot(temp);
        shell("mkdir -p tree/listed; echo text | tee tree/f >tree/listed/hidden; chmod 444 tree/listed");
        try {
            Command.mkfs("-q", "--tree", "-r", "tree", "-x", "/listed/hidden", "disk.raw")
                    .in(temp)
                    .under(user)
                    .run()
                    .ok();
        } finally {
            shell("chmod 755 tree/listed");
        }
        assertEquals(List.of("/f", "/listed"), image().paths());
    }

    @Test
    void refusesUnusablePatterns() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("tree"));
        mkfs("-r", "tree", "--exclude-from", "none")
                .failed(1, "tfs-mkfs: none: no such file or directory; check the name");
        mkfs("-r", "tree", "-x", "/")
                .failed(
                        2,
                        "tfs-mkfs: -x or --exclude-from: the pattern '/' names no entry; for all "
                                + "entries write '*'; try 'tfs-mkfs --help'");
        Files.write(temp.resolve("latin"), new byte[] {'*', (byte) 0xe9, '\n'});
        mkfs("-r", "tree", "--exclude-from", "latin")
                .failed(
                        1,
                        "tfs-mkfs: latin: is not UTF-8 text; save it as UTF-8, "
                                + "with ? for each byte that is not a character");
        mkfs("-r", "tree", "--exclude-from", "/dev/zero")
                .failed(
                        1,
                        "tfs-mkfs: /dev/zero: has more than 16777216 bytes, the most that a list of patterns can have; "
                                + "name another file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree", "tree.tar"})
    void kernelDirectoriesAreTakenOnlyWithTheOption(String root) throws IOException, InterruptedException {
        shell("mkdir -p tree/dev tree/proc tree/sys tree/etc/dev; "
                + "cd tree; touch dev/x proc/x sys/x etc/dev/x; tar -cf ../tree.tar --sort=name .");
        Result result = mkfs("-r", root);
        assertEquals(0, result.exitCode());
        assertEquals(
                3,
                result.errors()
                        .lines()
                        .filter(line -> line.endsWith("what is inside is left out: the Nanos kernel provides it"))
                        .count(),
                result.errors());
        assertEquals(List.of("/dev", "/etc", "/etc/dev", "/etc/dev/x", "/proc", "/sys"), image().paths());
        mkfs("-r", root, "--no-default-excludes").ok();
        assertEquals(
                List.of("/dev", "/dev/x", "/etc", "/etc/dev", "/etc/dev/x", "/proc", "/proc/x", "/sys", "/sys/x"),
                image().paths());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree", "tree.tar"})
    void metadataIsKeptOrAdjustedByOptions(String root) throws IOException, InterruptedException {
        shell("mkdir tree; echo x > tree/file; chmod 640 tree/file; touch -d @1234567890 tree/file; "
                + "setfattr -n user.colour -v blue tree/file; "
                + "tar --xattrs --format=posix -cf tree.tar -C tree .");
        mkfs("-r", root).ok();
        assertTrue(attributes().matches("640 \\d+ \\d+ 2009-02-13T23:31:30Z"), attributes());
        assertTrue(hasAttribute("user.colour"));
        mkfs("-r", root, "--owner", "1000:50").ok();
        assertEquals("640 1000 50 2009-02-13T23:31:30Z", attributes());
        mkfs("-r", root, "--owner", "7", "--no-perms").ok();
        assertEquals("644 7 7 2009-02-13T23:31:30Z", attributes());
        mkfs("-r", root, "--no-perms", "--no-times", "--no-xattrs").ok();
        assertFalse(attributes().contains("640") || attributes().contains("2009"), attributes());
        assertFalse(hasAttribute("user.colour"));
    }

    /** Only root may set them. */
    @Test
    void extendedAttributesThatAreNotOfUsersComeOnDemand() throws IOException, InterruptedException {
        assumeTrue(
                Command.shell("mkdir tree; touch tree/file; setfattr -n trusted.colour -v blue tree/file")
                                .in(temp)
                                .run()
                                .exitCode()
                        == 0,
                "not in every container");
        mkfs("-r", "tree").ok();
        assertFalse(hasAttribute("trusted.colour"));
        mkfs("-r", "tree", "--all-xattrs").ok();
        assertTrue(hasAttribute("trusted.colour"));
    }

    /** The file of the lower tree is not what the upper tree has at its path, so it must not stay. */
    @ParameterizedTest
    @ValueSource(strings = {"upper", "upper.tar", "upper.cpio"})
    void entryThatCannotGoInReplacesTheFileOfTheLowerTree(String upper) throws IOException, InterruptedException {
        shell("""
                mkdir lower upper
                echo secret >lower/it
                echo kept >lower/other
                mkfifo upper/it
                tar -cf upper.tar -C upper .
                cd upper
                find . | cpio --quiet -o -H newc >../upper.cpio
                """);
        String warning = "1 device or fifo was left out: Nanos has none; give --special to keep it\n";
        assertEquals(
                "tfs-mkfs: " + upper + ": warning: " + warning,
                mkfs("-r", "lower", "-r", upper).okWithWarnings().errors());
        assertEquals(List.of("/other"), image().paths());
        mkfs("-r", "lower").ok();
        assertEquals(List.of("/it", "/other"), image().paths());
        assertEquals(
                "tfs-mkfs: " + upper + ": warning: " + warning,
                mkfs("--update", "-r", upper).okWithWarnings().errors());
        assertEquals(List.of("/other"), image().paths());
    }

    /** A hard link may come before the entry that it names. Both members are a header each, of 512 bytes. */
    @Test
    void fifoStaysOutWithItsHardLinksInAnyOrder() throws IOException, InterruptedException {
        shell("""
                mkdir lower tree
                echo secret >lower/link
                cd tree
                mkfifo fifo
                ln fifo link
                bsdtar --format ustar -cf ../fifo-first.tar fifo link
                cd ..
                head -c 1024 fifo-first.tar | tail -c 512 >link-first.tar
                head -c 512 fifo-first.tar >>link-first.tar
                head -c 1024 /dev/zero >>link-first.tar
                """);
        String remedy = ": Nanos has none; give --special to keep ";
        assertEquals(
                "tfs-mkfs: fifo-first.tar: warning: 2 devices and fifos were left out" + remedy + "them\n",
                mkfs("-r", "lower", "-r", "fifo-first.tar").okWithWarnings().errors());
        assertEquals(List.of(), image().paths());
        String warnings = "tfs-mkfs: link-first.tar: warning: 1 device or fifo was left out" + remedy + "it\n"
                + "tfs-mkfs: /link: warning: is left out: it is a hard link to /fifo, and that is left out\n";
        assertEquals(
                warnings,
                mkfs("-r", "lower", "-r", "link-first.tar").okWithWarnings().errors());
        assertEquals(List.of(), image().paths());
        mkfs("-r", "lower").ok();
        assertEquals(
                warnings,
                mkfs("--update", "-r", "link-first.tar").okWithWarnings().errors());
        assertEquals(List.of(), image().paths());
        mkfs("-r", "link-first.tar", "--special").ok();
        assertEquals(List.of("/fifo", "/link"), image().paths());
    }

    @Test
    void ownerThatTheTreeLacksIsRefused() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("tree"));
        mkfs("-r", "tree", "--owner", "1:staff")
                .failed(
                        2,
                        "tfs-mkfs: --owner 1:staff: 'staff' is not a number up to 4294967295, nor a name in /etc/group "
                                + "of a tree of -r; try 'tfs-mkfs --help'");
    }

    private void makeTreeWithUsers() throws IOException {
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(temp.resolve("tree/etc/passwd"), "root:x:0:0::/:/bin/sh\nbob:x:1234:50::/:/bin/sh\n");
        Files.writeString(temp.resolve("tree/etc/group"), "root:x:0:\nstaff:x:77:bob\n");
    }

    private void assertOwner(long user, long group) throws IOException {
        Permissions permissions = image().inode("/etc/group").permissions();
        assertEquals(user, permissions.uid());
        assertEquals(group, permissions.gid());
    }

    @Test
    void namesOfOwnersAreThoseOfTheDirectory() throws IOException, InterruptedException {
        makeTreeWithUsers();
        mkfs("-r", "tree", "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
        // A link may lead to the users of the host.
        shell("mv tree/etc/passwd moved; ln -s ../../moved tree/etc/passwd");
        assertEquals(2, mkfs("-r", "tree", "--owner", "bob").exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree.tar.gz", "tree.zip", "tree.cpio", "tree.raw"})
    void namesOfOwnersAreThoseOfTheArchiveOrImage(String file) throws IOException, InterruptedException {
        makeTreeWithUsers();
        switch (file) {
            case "tree.tar.gz" -> shell("tar -czf tree.tar.gz -C tree .");
            case "tree.zip" -> shell("cd tree; zip -qr ../tree.zip .");
            case "tree.cpio" -> shell("cd tree; find . | cpio --quiet -o -H newc >../tree.cpio");
            default -> Command.mkfs("-r", "tree", "tree.raw").in(temp).run().ok();
        }
        // The list need not go into the image.
        mkfs("-r", file, "-x", "/etc/passwd", "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
        assertFalse(image().paths().contains("/etc/passwd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar -cf tree.file", "bsdtar --format newc -cf tree.file"})
    void listOfUsersMayBeHardLinkInArchive(String pack) throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("mkdir tree/all; ln tree/etc/passwd tree/all/users; " + pack + " -C tree all etc");
        mkfs("-r", "tree.file", "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
    }

    /** GNU tar refers to the first name of a file; here {@code etc/passwd} refers to {@code all/link}, a hard link. */
    @Test
    void listOfUsersMayBeHardLinkToHardLinkInTar() throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("""
                mkdir tree/all
                ln tree/etc/passwd tree/all/users
                ln tree/etc/passwd tree/all/link
                tar -cf chain.tar -C tree all/users all/link
                tar -cf rest.tar --transform='flags=h;s,^all/users$,all/link,' -C tree all/users etc
                tar --delete -f rest.tar all/users
                tar -A -f chain.tar rest.tar
                tar -tvf chain.tar | grep 'etc/passwd link to all/link$'
                """);
        mkfs("-r", "chain.tar", "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
    }

    /** {@code etc/passwd} refers to {@code all/link}, which comes later and refers to the first of all. */
    @Test
    void listOfUsersMayBeHardLinkToLaterHardLinkInTar() throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("""
                mkdir tree/all
                ln tree/etc/passwd tree/all/users
                ln tree/etc/passwd tree/all/link
                tar -cf chain.tar --transform='flags=h;s,^all/users$,all/link,' -C tree all/users etc
                tar -cf rest.tar -C tree all/users all/link
                tar --delete -f rest.tar all/users
                tar -A -f chain.tar rest.tar
                tar -tvf chain.tar | tail -n 1 | grep 'all/link link to all/users$'
                tar -tvf chain.tar | grep 'etc/passwd link to all/link$'
                """);
        mkfs("-r", "chain.tar", "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
    }

    @Test
    void listOfUsersMayBeHardLinkToHardLinkOfLowerLayer() throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("""
                mkdir tree/all
                ln tree/etc/passwd tree/all/users
                ln tree/etc/passwd tree/all/link
                tar -cf lower.tar -C tree all/users all/link etc/group
                tar -cf upper.tar --transform='flags=h;s,^all/users$,all/link,' -C tree all/users etc/passwd
                tar --delete -f upper.tar all/users
                tar -tvf upper.tar | grep 'etc/passwd link to all/link$'
                """);
        new ContainerLayout(temp.resolve("image"))
                .imageOfTars("amd64", Map.of(), temp.resolve("lower.tar"), temp.resolve("upper.tar"));
        mkfs("-r", "oci:" + temp.resolve("image"), "--owner", "bob:staff").ok();
        assertOwner(1234, 77);
    }

    @Test
    void namesOfOwnersAreThoseOfTheTreeOnTop() throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("mkdir -p top/app/etc; echo bob:x:9:8:: >top/app/etc/passwd; tar -cf top.tar -C top app");
        mkfs("-r", "tree", "-r", "top.tar", "--strip-components", "1", "--owner", "bob")
                .ok();
        assertOwner(9, 8);
        mkfs("-r", "tree", "-r", "top.tar", "--owner", "bob").ok();
        assertOwner(1234, 50);
    }

    @Test
    void namesOfOwnersAreThoseOfTheUppermostLayer() throws IOException, InterruptedException {
        new ContainerLayout(temp.resolve("image"))
                .image(
                        "amd64",
                        Map.of(),
                        "mkdir etc; echo bob:x:1:1:: >etc/passwd; echo staff:x:2: >etc/group",
                        "mkdir etc; echo bob:x:1234:50:: >etc/passwd");
        mkfs("-r", "oci:" + temp.resolve("image"), "--owner", "bob:staff").ok();
        assertOwner(1234, 2);
        shell("tar -cf image.tar -C image .");
        mkfsWithInput("\"$1\" -q -r oci:- --owner bob disk.raw <image.tar").ok();
        assertOwner(1234, 50);
    }

    @Test
    void namesOfOwnersOfStreamAreRefused() throws IOException, InterruptedException {
        makeTreeWithUsers();
        shell("tar -cf tree.tar -C tree .");
        mkfsWithInput("\"$1\" -q -r - --owner bob disk.raw <tree.tar")
                .failed(
                        2,
                        "tfs-mkfs: --owner: '-' can be read only once, so names cannot be looked up in it; give "
                                + "numbers, or name a file; try 'tfs-mkfs --help'");
    }

    private void makeContainer() throws IOException, InterruptedException {
        new ContainerLayout(temp.resolve("image"))
                .image(
                        "amd64",
                        Map.of(
                                "Entrypoint",
                                List.of("server", "--port"),
                                "Cmd",
                                List.of("80"),
                                "WorkingDir",
                                "/srv",
                                "Env",
                                List.of("PATH=/opt/bin:/usr/bin", "MODE=fast")),
                        "mkdir -p usr/bin etc/conf srv; cp /bin/true usr/bin/server; echo a > etc/conf/a; echo b "
                                + "> etc/b; echo c > etc/c",
                        "mkdir -p etc/conf; : > etc/.wh.b; : > etc/conf/.wh..wh..opq; echo n > etc/conf/n; echo "
                                + "new > etc/c")
                .image("arm64", Map.of("Entrypoint", List.of("/bin/arm")), "mkdir bin; echo arm > bin/arm");
    }

    @Test
    void upperLayersRemoveEntriesOfLowerLayers() throws IOException, InterruptedException {
        makeContainer();
        mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "linux/amd64", "-t", "(program:/etc/c)");
        assertEquals(
                List.of("/etc", "/etc/c", "/etc/conf", "/etc/conf/n", "/srv", "/usr", "/usr/bin", "/usr/bin/server"),
                image().paths());
        assertEquals("new\n", image().text("/etc/c"));
    }

    @Test
    void programWithoutDirectoryIsFoundAlongPath() throws IOException, InterruptedException {
        makeContainer();
        Result result = mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "linux/amd64");
        assertEquals(0, result.exitCode(), result.errors());
        assertTrue(
                result.errors().startsWith("tfs-mkfs: /usr/bin/server: warning: its interpreter /"), result.errors());
        assertEquals(1, result.errors().lines().count());
        String manifest = image().rootAttributes();
        assertTrue(manifest.contains("program:/usr/bin/server"), manifest);
        assertTrue(
                manifest.contains("arguments:[server --port \"80\"]")
                        || manifest.contains("arguments:[server --port 80]"),
                manifest);
        assertTrue(manifest.contains("MODE:fast") && manifest.contains("PATH:"), manifest);
        assertTrue(manifest.contains("cwd:/srv"), manifest);
    }

    @Test
    void programIsFoundWithoutPermissions() throws IOException, InterruptedException {
        makeContainer();
        assertEquals(
                0,
                mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "linux/amd64", "--no-perms")
                        .exitCode());
        assertTrue(image().rootAttributes().contains("program:/usr/bin/server"));
    }

    @Test
    void rootAttributesOverrideTheContainerConfiguration() throws IOException, InterruptedException {
        makeContainer();
        mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "linux/amd64", "-t", "(program:/etc/c arguments:[c])")
                .okWith("tfs-mkfs: /etc/c: warning: the program is not an ELF file: it begins with the "
                        + "bytes 6e 65 77 0a");
        String manifest = image().rootAttributes();
        assertTrue(
                manifest.contains("program:/etc/c")
                        && manifest.contains("arguments:[c]")
                        && manifest.contains("MODE:fast"),
                manifest);
    }

    @Test
    void refusesWrongPlatform() throws IOException, InterruptedException {
        makeContainer();
        mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "linux/riscv64")
                .failed(
                        1,
                        "tfs-mkfs: image: it has no image for linux/riscv64; "
                                + "choose with --platform from linux/amd64, linux/arm64");
        mkfs("-r", "oci:" + temp.resolve("image"), "--platform", "arm64")
                .failed(
                        2,
                        "tfs-mkfs: --platform arm64: 'arm64' is not a platform; "
                                + "write linux/arm64 or linux/arm/v7; try 'tfs-mkfs --help'");
        mkfs("-r", "oci:none").failed(1, "tfs-mkfs: none: no such file or directory; check the name");
        Files.createDirectory(temp.resolve("further"));
        mkfs("-r", "oci:" + temp.resolve("further"))
                .failed(
                        1,
                        "tfs-mkfs: further: is not a container image: it has neither index.json nor "
                                + "manifest.json; name the directory or archive of one");
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "../x            @ tar -cPf it --transform 's,^,../,' x",
                "down/../../x    @ tar -cPf it --transform 's,^,down/../../,' x",
                "../x            @ mkdir sub; cd sub; zip -q ../it.zip ../x; mv ../it.zip ../it"
            })
    void entriesThatLeadOutAreNamed(String entry, String script) throws IOException, InterruptedException {
        Files.writeString(temp.resolve("x"), "x");
        shell(script);
        Files.writeString(temp.resolve("disk.raw"), OLD);
        mkfs("-r", "it")
                .failed(
                        1,
                        "tfs-mkfs: it: the entry " + entry
                                + " leads upwards with ..; leave it out with --exclude, or make the archive "
                                + "without it");
        assertEquals(OLD, Files.readString(temp.resolve("disk.raw")));
    }

    @Test
    void nothingLeadsOutOfTheImage() throws IOException, InterruptedException {
        Path outside = temp.resolve("outside");
        shell(
                "mkdir outside a b; echo x > b/x; ln -s \"$1\" a/link; tar -cf it -C a link; tar -rf it "
                        + "--transform 's,^x,link/x,' -C b x; "
                        + "tar -rPf it --transform \"s,^x,$1/absolute,\" -C b x",
                outside);
        mkfs("-r", "it").ok();
        try (Stream<Path> files = Files.list(outside)) {
            assertEquals(List.of(), files.toList());
        }
        assertTrue(image().paths().contains(outside + "/x"), image().paths().toString());
        assertTrue(
                image().paths().contains(outside + "/absolute"), image().paths().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "cut gzip  @ tar -cz -C tree . > all; head -c 100000 all > it",
                "cut zstd  @ tar -c -C tree . | zstd -q > all; head -c 100000 all > it",
                "cut xz    @ tar -cJ -C tree . > all; head -c 100000 all > it",
                "cut lz4   @ tar -c -C tree . | lz4 -q > all; head -c 100000 all > it",
                "cut tar   @ tar -c -C tree . > all; head -c 100000 all > it",
                "cut zip   @ cd tree; zip -qr ../all.zip .; head -c 100000 ../all.zip > ../it",
                "flipped   @ tar -cz -C tree . > it; printf XXXX | dd of=it bs=1 seek=200000 conv=notrunc status=none",
                "no archive@ head -c 100000 tree/large > it",
                "nothing   @ : > it"
            })
    void damagedArchiveLeavesNoImage(String kind, String script) throws IOException, InterruptedException {
        makeTree();
        shell(script);
        assertTrue(Files.exists(temp.resolve("it")), kind);
        Result result = mkfs("-r", "it");
        assertEquals(1, result.exitCode(), kind);
        assertEquals("", result.output(), kind);
        assertEquals(1, result.errors().lines().count(), result.errors());
        assertTrue(result.errors().startsWith("tfs-mkfs: it: "), result.errors());
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().contains("disk.raw")).toList(),
                    kind);
        }
    }
}
