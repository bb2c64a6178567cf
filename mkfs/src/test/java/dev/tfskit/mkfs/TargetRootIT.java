// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the program and the files that a configuration or a manifest names are looked up. */
class TargetRootIT {

    @TempDir
    private Path temp;

    /** Makes a tree with a program for arm64 and links. */
    @BeforeEach
    void makeTree() throws IOException {
        write("root/usr/bin/app-1", "");
        Files.write(temp.resolve("root/usr/bin/app-1"), new HandMadeElf(Machine.AARCH64).bytes());
        Files.createSymbolicLink(temp.resolve("root/usr/bin/app"), Path.of("/usr/bin/app-1"));
        write("root/etc/hosts", "of the tree");
        Files.createSymbolicLink(temp.resolve("root/etc/linked"), Path.of("/etc/hosts"));
        Files.createSymbolicLink(temp.resolve("root/etc/passwd"), Path.of("/missing/passwd"));
        write("root/srv/a", "a");
    }

    private void write(String file, String text) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void shell(String script) throws IOException, InterruptedException {
        Command.shell(script).in(temp).run().ok();
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments);
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "root.tar", "root.raw"})
    void filesOfAConfigurationComeFromTheTree(String root) throws IOException, InterruptedException {
        switch (root) {
            case "root.tar" -> shell("tar -cf root.tar -C root .");
            case "root.raw" -> mkfs("-r", "root", "root.raw").ok();
            default -> {}
        }
        write("config.json", """
                {"Program": "/usr/bin/app", "Files": ["/etc/hosts", "/etc/linked"], "Dirs": ["/srv"],
                 "MapDirs": {"/srv/*": "/mapped"}}""");
        mkfs("-c", "config.json", "-r", root, "--bare", "disk.raw").okWithWarnings();
        assertEquals("of the tree", image().text("/etc/hosts"));
        assertEquals("of the tree", image().text("/etc/linked"));
        assertEquals("a", image().text("/srv/a"));
        assertEquals("a", image().text("/mapped/a"));
        image().assertAttributes("NANOS_ARCH:arm64");
    }

    @Test
    void firstTreeWithTheFileCounts() throws IOException, InterruptedException {
        write("first/etc/hosts", "of the first tree");
        shell("tar -cf first.tar -C first .");
        write("config.json", "{\"Program\": \"/usr/bin/app\", \"Files\": [\"/etc/hosts\"]}");
        mkfs("-c", "config.json", "-r", "first.tar", "-r", "root", "--bare", "disk.raw")
                .okWithWarnings();
        assertEquals("of the first tree", image().text("/etc/hosts"));
    }

    @Test
    void linkOfTheTreeThatLeadsNowhereIsNotLookedUpOnTheHost() throws IOException, InterruptedException {
        Files.createSymbolicLink(temp.resolve("root/bin"), Path.of("usr/bin"));
        write("config.json", "{\"Program\": \"/usr/bin/app\", \"Files\": [\"/bin/sh\"]}");
        mkfs("-c", "config.json", "-r", "root", "--bare", "disk.raw").okWithWarnings();
        assertTrue(image().paths().contains("/bin/sh"), image().paths()::toString);
        write("config.json", "{\"Program\": \"/usr/bin/app\", \"Files\": [\"/etc/passwd\"]}");
        Result result = mkfs("-c", "config.json", "-r", "root", "--bare", "disk.raw");
        assertEquals(1, result.exitCode(), result.errors());
        assertTrue(
                result.errors().contains("/etc/passwd: is a link in the tree where it was found, which leads nowhere"),
                result.errors());
    }

    @Test
    void directoriesAboveANamedFileNeedNotBeReadable() throws IOException, InterruptedException {
        write("home/me/app.conf", "conf");
        write(
                "config.json",
                "{\"Program\": \"root/usr/bin/app-1\", \"Files\": [\"" + temp.resolve("home/me/app.conf") + "\"]}");
        // Root reads every directory by its capabilities.
        Command.shell("""
                        chmod 311 home
                        limited=
                        [ $(id -u) != 0 ] || limited='setpriv --bounding-set=-dac_override,-dac_read_search'
                        status=0
                        $limited "$1" -c config.json --bare disk.raw || status=$?
                        chmod 700 home
                        exit $status
                        """, Command.launcher("tfs-mkfs")).in(temp).run().okWithWarnings();
        assertEquals("conf", image().text(temp.resolve("home/me/app.conf").toString()));
    }

    @Test
    void filesOfAManifestForAProgramComeFromOneDirectory() throws IOException, InterruptedException {
        shell("tar -cf root.tar -C root .");
        write("it.manifest", "(children:(etc:(children:(hosts:(contents:(host:/etc/hosts))))))");
        mkfs("--program", "/usr/bin/app", "--bare", "-m", "it.manifest", "-r", "root", "disk.raw")
                .okWithWarnings();
        assertEquals("of the tree", image().text("/etc/hosts"));
        mkfs("--program", "/usr/bin/app", "-m", "it.manifest", "-r", "root", "--tree", "-r", "root.tar", "disk.raw")
                .okWithWarnings();
        assertEquals("of the tree", image().text("/etc/hosts"));
        Result refused = mkfs("--program", "/usr/bin/app", "-m", "it.manifest", "-r", "root.tar", "no.raw");
        assertEquals(2, refused.exitCode(), refused.errors());
        assertTrue(
                refused.errors().contains("but root.tar is not a directory; unpack the trees into one directory"),
                refused.errors());
        write("attributes.manifest", "(trace:t)");
        mkfs("--program", "/usr/bin/app", "-m", "attributes.manifest", "-r", "root.tar", "disk.raw")
                .okWithWarnings();
    }

    /** The host does not have the file, so its absence there would be the first fault. */
    @Test
    void severalTreesForAProgramAreRefusedBeforeTheFilesOfAManifestAreLookedUp() throws IOException {
        write("root/etc/only-here", "of the tree");
        write("it.manifest", "(children:(etc:(children:(file:(contents:(host:/etc/only-here))))))");
        mkfs("--program", "/usr/bin/app", "-m", "it.manifest", "-r", "root", "-r", "root", "no.raw")
                .failed(
                        2,
                        "tfs-mkfs: with a manifest, -r is one directory in which its files are looked up, but 2 trees "
                                + "are given; unpack the trees into one directory, or put those that go in whole after "
                                + "--tree; try 'tfs-mkfs --help'");
    }

    @Test
    void excludesAndNoticesDoNotConcernTreesInWhichAProgramIsLookedUp() throws IOException, InterruptedException {
        shell("mkdir root/dev; touch root/dev/console; mkfifo root/dev/initctl; tar -cf root.tar -C root .; "
                + "mkdir -p over/srv; touch over/srv/b");
        mkfs("--program", "/usr/bin/app", "-r", "root.tar", "--tree", "-r", "over", "-x", "app-1", "disk.raw")
                .okWithWarnings();
        assertTrue(image().paths().contains("/usr/bin/app-1"));
        mkfs("--program", "/usr/bin/app", "-r", "root.tar", "--bare", "disk.raw")
                .ok();
    }

    @Test
    void incompleteTreeInWhichFilesAreLookedUpGetsWarning() throws IOException, InterruptedException {
        shell("tar --blocking-factor=1 -c -C root . | head -c -1024 >cut.tar");
        write("config.json", "{\"Program\": \"/usr/bin/app\", \"Files\": [\"/etc/hosts\"]}");
        for (List<Object> source : List.<List<Object>>of(
                List.of("--program", "/usr/bin/app", "-r", "cut.tar"), List.of("-c", "config.json", "-r", "cut.tar"))) {
            List<Object> arguments = new ArrayList<>(source);
            arguments.addAll(List.of("--bare", "disk.raw"));
            String errors = mkfs(arguments.toArray()).okWithWarnings().errors();
            assertTrue(errors.contains("cut.tar: warning: has no mark at its end"), errors);
        }
    }

    @Test
    void damagedImageInWhichFilesAreLookedUpGetsWarning() throws IOException, InterruptedException {
        write("root/zz", "z".repeat(4 << 20));
        mkfs("-r", "root", "root.raw").ok();
        shell("truncate -s -3M root.raw");
        String errors = mkfs("--program", "/usr/bin/app", "-r", "root.raw", "--with", "/zz", "--bare", "disk.raw")
                .okWithWarnings()
                .errors();
        assertTrue(errors.contains("/zz: warning: "), errors);
    }

    @Test
    void namesOfOwnersAreThoseOfTheFirstTreeInWhichAProgramIsLookedUp() throws IOException {
        write("first/etc/passwd", "bob:x:1:2::");
        write("second/etc/passwd", "bob:x:3:4::");
        write("over/etc/passwd", "bob:x:5:6::");
        Object[] trees = {"--program", "/usr/bin/app", "-r", "first", "-r", "second", "-r", "root", "--owner", "bob"};
        List<Object> arguments = new ArrayList<>(List.of(trees));
        mkfs(Stream.concat(arguments.stream(), Stream.of("disk.raw")).toArray()).okWithWarnings();
        assertEquals("bob:x:1:2::", image().text("/etc/passwd"));
        assertEquals(1, image().inode("/usr/bin/app-1").permissions().uid());
        mkfs(Stream.concat(arguments.stream(), Stream.of("--tree", "-r", "over", "disk.raw"))
                        .toArray())
                .okWithWarnings();
        assertEquals(5, image().inode("/usr/bin/app-1").permissions().uid());
    }

    @Test
    void impossiblePathsOfAConfigurationAreRefused() throws IOException {
        for (String key : List.of("Kernel", "Boot", "UefiBoot", "KlibDir")) {
            String loader = "\"Uefi\": " + key.equals("UefiBoot");
            write(
                    "config.json",
                    "{\"Program\": \"/usr/bin/app\", \"Klibs\": [\"tls\"], " + loader + ", \"" + key
                            + "\": \"\\ud800\"}");
            Result result = mkfs("-c", "config.json", "disk.raw");
            assertEquals(2, result.exitCode(), result.errors());
            assertTrue(result.errors().contains("the key " + key + " of -c: "), result.errors());
        }
    }

    @Test
    void imageDoesNotGoIntoItself() throws IOException, InterruptedException {
        write("app/note", "note");
        write("app/config.json", "{\"Program\": \"/usr/bin/app\", \"MapDirs\": {\"./*\": \"/app\"}}");
        write("it.manifest", "(children:(self:(contents:(host:" + temp.resolve("app/disk.raw") + "))))");
        for (List<Object> options : List.<List<Object>>of(List.of(), List.of(), List.of("--update"))) {
            List<Object> arguments = new ArrayList<>(options);
            arguments.addAll(List.of("-c", "app/config.json", "-r", "root", "--bare", "app/disk.raw"));
            String errors = mkfs(arguments.toArray()).okWithWarnings().errors();
            MadeImage made = new MadeImage(temp.resolve("app/disk.raw"));
            assertTrue(made.paths().contains("/app/note"));
            assertFalse(made.paths().contains("/app/disk.raw"), errors);
        }
        String errors =
                mkfs("-m", "it.manifest", "app/disk.raw").okWithWarnings().errors();
        assertEquals("tfs-mkfs: app/disk.raw: warning: belongs to the image itself, so it is left out\n", errors);
        assertEquals(List.of(), new MadeImage(temp.resolve("app/disk.raw")).paths());
    }

    /**
     * Each name of the manifest is one more way to the image: hard links, and chains of links in and outside of root.
     */
    @Test
    void imageDoesNotGoIntoItselfThroughLinksThatAManifestNames() throws IOException, InterruptedException {
        mkfs("-e", "disk.raw").ok();
        shell("ln disk.raw hard; ln -s hard one; ln -s one two; ln disk.raw root/inside; ln -s /inside root/first; "
                + "ln -s /first root/second; ln -s ../two root/out");
        write("it.manifest", """
                (children:(
                    a:(contents:(host:%1$s/hard)) b:(contents:(host:%1$s/two)) c:(contents:(host:/inside))
                    d:(contents:(host:/second)) e:(contents:(host:/out)) hosts:(contents:(host:/etc/hosts))))
                """.formatted(temp));
        for (List<String> options : List.of(List.of("--update", "--dry-run"), List.of("--update"), List.<String>of())) {
            List<Object> arguments = new ArrayList<>(options);
            arguments.addAll(List.of("-m", "it.manifest", "-r", "root", "disk.raw"));
            String errors = mkfs(arguments.toArray()).okWithWarnings().errors();
            assertEquals(
                    5,
                    errors.lines()
                            .filter(line -> line.endsWith(": warning: belongs to the image itself, so it is left out"))
                            .count(),
                    errors);
        }
        assertEquals(List.of("/hosts"), new MadeImage(temp.resolve("disk.raw")).paths());
    }
}
