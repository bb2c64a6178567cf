// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.compare.Difference;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images after tfs-mkfs --update. */
class UpdateIT {

    @TempDir
    private Path temp;

    private ImageDirectory images;

    @BeforeEach
    void makeTrees() throws IOException, InterruptedException {
        images = new ImageDirectory(temp);
        Command.shell("""
                        cd "$1"
                        mkdir -p tree/etc tree/data overlay/etc
                        echo old >tree/etc/hostname
                        head -c 300000 /dev/urandom >tree/data/large
                        ln tree/data/large tree/data/link
                        echo log >tree/data/x.log
                        echo new >overlay/etc/hostname
                        head -c 2000000 /dev/urandom >overlay/more
                        find tree -exec touch -d @1000000000 {} +
                        """, temp).run().ok();
    }

    @Test
    void overlayChangesBareVolumeAsSecondTreeDoes() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        images.mkfs("--update", "disk.raw", "-r", "overlay").ok();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("both.raw", "disk.raw");
    }

    /** The file of the first tree must not go in before that of the second one. */
    @Test
    void sameTreesInTheSameOrderChangeNothing() throws IOException, InterruptedException {
        images.make("disk.raw", "tree", "overlay");
        byte[] before = images.bytes("disk.raw");
        String printed = images.mkfs("--update", "disk.raw", "-r", "tree", "-r", "overlay")
                .ok()
                .output();
        assertTrue(printed.startsWith("nothing to change; 0 bytes copied"), printed);
        assertArrayEquals(before, images.bytes("disk.raw"));
        printed = images.mkfs("--update", "disk.raw", "-r", "overlay", "-r", "tree", "--dry-run")
                .ok()
                .output();
        assertTrue(
                printed.endsWith("    would be replaced  /etc/hostname\n"
                        + "1 would be replaced, 2 would be changed; 4 bytes would be copied\n"),
                printed);
    }

    @Test
    void overlayChangesRootVolumeOfDiskThatBoots() throws IOException, InterruptedException {
        images.makeBootFile("boot.img", 25);
        Files.write(temp.resolve("kernel"), new byte[3000]);
        images.mkfs("--tree", "-b", "boot.img", "-k", "kernel", "-s", "64M", "-r", "tree", "disk.raw")
                .succeeded();
        images.mkfs("--update", "disk.raw", "-r", "overlay").ok();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("both.raw", "disk.raw");
        Command.shell("cd \"$1\" && head -c 90000000 /dev/urandom >tree/huge", temp)
                .run()
                .ok();
        images.mkfs("--update", "disk.raw", "-r", "tree")
                .failed(1, "tfs-mkfs: /huge: no room for 1048576 bytes; use a larger image");
        images.assertSame("both.raw", "disk.raw");
        String grown = images.mkfs("--update", "disk.raw", "-s", "128M", "-r", "tree")
                .ok()
                .output();
        assertTrue(grown.contains("volume of 122 MB instead of 55.1 MB"), grown);
        images.mkfs("--tree", "-b", "boot.img", "-k", "kernel", "-s", "128M", "-r", "tree", "made.raw")
                .succeeded();
        assertEquals(Files.size(temp.resolve("made.raw")), Files.size(temp.resolve("disk.raw")));
        images.make("both.raw", "overlay", "tree");
        images.assertSame("both.raw", "disk.raw");
    }

    private Command withEpoch(Object... arguments) {
        return Command.mkfs(arguments).in(temp).env("SOURCE_DATE_EPOCH", "900000000");
    }

    /** Cut to the epoch, the times of both contents are equal. */
    @Test
    void sourceDateEpochDoesNotHideAChangedFile() throws IOException, InterruptedException {
        withEpoch("-r", "tree", "disk.raw").run().ok();
        String same = withEpoch("--update", "disk.raw", "-r", "tree").run().ok().output();
        assertTrue(same.startsWith("nothing to change; 0 bytes copied"), same);
        Command.shell("cd \"$1\" && echo odd >tree/etc/hostname", temp).run().ok();
        withEpoch("--update", "disk.raw", "-r", "tree").run().ok();
        withEpoch("-r", "tree", "new.raw").run().ok();
        images.assertSame("new.raw", "disk.raw");
    }

    @Test
    void deletingMakesImageEqualToTree() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        images.mkfs("--update", "disk.raw", "-r", "overlay", "--delete").ok();
        images.make("only.raw", "overlay");
        images.assertSame("only.raw", "disk.raw");
    }

    @Test
    void notesNamesOfAttributesThatTheRootDoesNotHave() throws IOException, InterruptedException {
        images.mkfs("-r", "tree", "-t", "(trace:t)", "disk.raw").ok();
        Result result =
                images.mkfs("--update", "disk.raw", "--untuple", "trace", "--untuple", "none", "--untuple", "x y");
        assertEquals(0, result.exitCode());
        assertEquals("tfs-mkfs: --untuple: note: the root has no attribute none, x y\n", result.errors());
    }

    @Test
    void dryRunListsChangesAndLeavesImage() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        byte[] before = images.bytes("disk.raw");
        String listed = images.mkfs(
                        "--update",
                        "disk.raw",
                        "-r",
                        "overlay",
                        "--remove",
                        "*.log",
                        "--rename",
                        "/data/link",
                        "/etc/link",
                        "--chmod",
                        "600",
                        "data/large",
                        "--dry-run")
                .ok()
                .output();
        assertTrue(listed.contains("     would be renamed  /data/link -> /etc/link\n"), listed);
        assertTrue(listed.contains("     would be removed  /data/x.log\n"), listed);
        assertTrue(listed.contains("    would be replaced  /etc/hostname\n"), listed);
        assertTrue(listed.contains("       would be added  /more\n"), listed);
        assertTrue(listed.contains("     would be changed  /data/large\n"), listed);
        assertTrue(
                listed.endsWith("\n1 would be added, 1 would be replaced, 3 would be changed, 1 would be removed, "
                        + "1 would be renamed; 2.0 MB would be copied\n"),
                listed);
        String json = images.mkfs(
                        "--update", "disk.raw", "-r", "overlay", "--dry-run", "--json", "--compact", "--punch")
                .ok()
                .output();
        assertTrue(json.contains("{\"change\":\"added\",\"path\":\"/more\"}"), json);
        assertTrue(json.contains("[\"log would be written anew\",\"free blocks would be given back\"]"), json);
        String reorganised = images.mkfs(
                        "--update", "disk.raw", "--dry-run", "--shrink", "--punch", "-l", "new", "-s", "64M")
                .ok()
                .output();
        assertEquals(
                "image would be shrunk, free blocks would be given back, label would be new, "
                        + "volume would be of 67.6 MB instead of 2.6 MB; 0 bytes would be copied\n",
                reorganised);
        assertArrayEquals(before, images.bytes("disk.raw"));
    }

    /** The JVM has this character for bytes that are not UTF-8, too. */
    @Test
    void replacementCharacterCanBeInANewName() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        Command.shell(
                        "\"$1\" -q --update --rename /etc/hostname \"$(printf 'a\\357\\277\\275')\" disk.raw",
                        Command.launcher("tfs-mkfs"))
                .in(temp)
                .run()
                .ok();
        assertEquals("old\n", images.image("disk.raw").text("/a\ufffd"));
    }

    @Test
    void updateThatFailsLeavesImage() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        images.make("same.raw", "tree");
        long size = Files.size(temp.resolve("disk.raw"));
        images.mkfs("--update", "disk.raw", "-r", "overlay", "--chmod", "600", "/none")
                .failed(1, "tfs-mkfs: /none: is not in the image; check the path with tfs-dump");
        assertEquals(size, Files.size(temp.resolve("disk.raw")));
        images.assertSame("same.raw", "disk.raw");
    }

    @Test
    void unchangedTreeWritesNothing() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        byte[] before = images.bytes("disk.raw");
        String printed = images.mkfs("--update", "disk.raw", "-r", "tree", "--delete")
                .ok()
                .output();
        assertTrue(printed.startsWith("nothing to change; "), printed);
        assertArrayEquals(before, images.bytes("disk.raw"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void signalLeavesImageAndItsSize(String signal, int exitCode) throws IOException, InterruptedException {
        Command.shell("cd \"$1\" && mkdir many && for i in $(seq 9); do cp overlay/more many/$i; done", temp)
                .run()
                .ok();
        byte[] tar = Command.of("tar", "-C", temp.resolve("many"), "-c", ".")
                .run()
                .ok()
                .outputBytes();
        images.make("disk.raw", "tree");
        images.make("same.raw", "tree");
        Path image = temp.resolve("disk.raw");
        long size = Files.size(image);
        try (Command.Running update = Command.mkfs("--update", "disk.raw", "-r", "-")
                .under(List.of("env", "--default-signal=INT,TERM"))
                .in(temp)
                .startWithInput()) {
            // It waits for the rest of the archive, so the signal arrives before the commit.
            update.process().getOutputStream().write(tar, 0, tar.length / 2);
            update.process().getOutputStream().flush();
            Await.until("the image has grown", () -> {
                assertTrue(update.process().isAlive());
                return Files.size(image) > size;
            });
            update.signal(signal);
            assertEquals(exitCode, update.result().exitCode());
        }
        assertEquals(size, Files.size(image));
        images.assertSame("same.raw", "disk.raw");
    }

    @Test
    void labelAndUuidChangeAloneAndWithTheTree() throws IOException, InterruptedException {
        images.mkfs("-r", "tree", "-l", "old", "disk.raw").ok();
        String printed =
                images.mkfs("--update", "disk.raw", "-l", "new name").ok().output();
        assertTrue(printed.startsWith("label new name; "), printed);
        images.make("same.raw", "tree");
        images.assertSame("same.raw", "disk.raw");
        String uuid = "01234567-89ab-cdef-0123-456789abcdef";
        images.mkfs("--update", "disk.raw", "-l", "third", "--uuid", uuid, "-r", "overlay")
                .ok();
        images.make("both.raw", "tree", "overlay");
        images.assertSame("both.raw", "disk.raw");
        assertEquals(
                new Identity(UUID.fromString(uuid), Label.of("third")),
                images.image("disk.raw").identity());
        printed = images.mkfs("--update", "disk.raw", "-l", "third", "--uuid", uuid)
                .ok()
                .output();
        assertTrue(printed.startsWith("nothing to change; "), printed);
    }

    /** ops writes such labels, which the kernel refuses. */
    @Test
    void labelThatIsTooLongIsReplaced() throws IOException, InterruptedException {
        images.mkfs("-r", "tree", "-l", "b", "disk.raw").ok();
        byte[] image = images.bytes("disk.raw");
        // The label begins at byte 24; the rest of block 0 is empty behind the end of the log.
        System.arraycopy(image, 25, image, 64, 512 - 64);
        Arrays.fill(image, 24, 64, (byte) 'b');
        Files.write(temp.resolve("disk.raw"), image);
        assertEquals(
                Text.of("b".repeat(40)),
                images.image("disk.raw").identity().label().text());
        images.mkfs("--update", "disk.raw", "-l", "short").ok();
        assertEquals(Label.of("short"), images.image("disk.raw").identity().label());
        images.make("same.raw", "tree");
        images.assertSame("same.raw", "disk.raw");
    }

    /**
     * The image begins with 2.6 MB, and gets a megabyte and a half for its files and for a new log beside the old one.
     * If no update used the blocks that earlier ones freed, it would grow by 3 MB more.
     */
    @Test
    @Tag("slow")
    void tenUpdatesGiveTheTreesInTurnAndUseFreedBlocks() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        for (int i = 0; i < 10; i++) {
            Command.shell("""
                            cd "$1/tree"
                            echo "$2" >etc/hostname
                            head -c 300000 /dev/urandom >data/large
                            head -c $((700 * $2 + 1)) /dev/urandom >"data/file $(($2 % 3))"
                            rm -rf "directory $(($2 - 2))"
                            mkdir "directory $2"
                            seq $2 900 >"directory $2/numbers"
                            ln -s "../data/large" "directory $2/link"
                            rm -f data/link
                            [ $(($2 % 2)) = 0 ] || ln data/large data/link
                            """, temp, i).run().ok();
            List<Object> update = new ArrayList<>(List.of("--update", "disk.raw", "-r", "tree", "--delete"));
            if (i % 3 == 1) {
                update.addAll(List.of("-l", "version " + i));
            } else if (i % 3 == 2) {
                update.add("--compact");
            }
            images.mkfs(update.toArray()).ok();
            images.image("disk.raw").assertReadable();
            images.image("disk.raw").extract(Files.createDirectory(temp.resolve("found" + i)));
            Command.of("diff", "-r", "--no-dereference", "tree", "found" + i)
                    .in(temp)
                    .run()
                    .ok();
        }
        long size = Files.size(temp.resolve("disk.raw"));
        assertTrue(size < 4_500_000, size + " bytes");
        images.make("last.raw", "tree");
        images.assertSame("last.raw", "disk.raw");
        String printed = images.mkfs("--update", "disk.raw", "-r", "tree").ok().output();
        assertTrue(printed.startsWith("nothing to change; "), printed);
    }

    @Test
    void newBuildOfProgramAloneKeepsItsArgumentsAndEnvironment() throws IOException, InterruptedException {
        Command.shell("""
                        cd "$1"
                        echo 'int main(void) { return 1; }' >hello.c
                        cc -o hello hello.c
                        """, temp).run().ok();
        Command.mkfs("--program", "hello", "-r", "/", "--env", "USER=bob", "disk.raw", "--", "one", "two")
                .in(temp)
                .run()
                .ok();
        String before = images.image("disk.raw").rootAttributes();
        assertTrue(before.contains("one") && before.contains("two"), before);
        Command.shell("""
                        cd "$1"
                        echo 'int main(void) { return 2; }' >hello.c
                        cc -O2 -o hello hello.c
                        """, temp).run().ok();
        String printed = Command.mkfs("--update", "disk.raw", "--program", "hello", "-r", "/")
                .in(temp)
                .run()
                .ok()
                .output();
        assertTrue(printed.contains(" replaced; "), printed);
        assertEquals(before, images.image("disk.raw").rootAttributes());
        assertArrayEquals(images.bytes("hello"), images.image("disk.raw").bytes("/hello"));
        Command.mkfs("--update", "disk.raw", "--program", "hello", "-r", "/", "--env", "HOME=/", "--", "three")
                .in(temp)
                .run()
                .ok();
        images.image("disk.raw").assertAttributes("three", "USER:bob", "HOME:/");
    }

    @Test
    void environmentOfATupleStandsBesideThatOfCommandLineAndImage() throws IOException, InterruptedException {
        Command.mkfs("--program", "/bin/true", "-r", "/", "--env", "USER=bob", "disk.raw")
                .in(temp)
                .run()
                .ok();
        Command update = Command.mkfs(
                        "--update",
                        "disk.raw",
                        "--program",
                        "/bin/true",
                        "-r",
                        "/",
                        "--env",
                        "PORT=80",
                        "-t",
                        "(environment:(A:1 PORT:70) trace:[a b])")
                .in(temp);
        update.run().ok();
        images.image("disk.raw").assertAttributes("USER:bob", "PORT:80", "A:1");
        String again = update.run().ok().output();
        assertTrue(again.startsWith("nothing to change; "), again);
    }

    /** A directory that others may write to is read by descriptor. */
    @Test
    void filesBelowSharedDirectoriesAreComparedByTheirBytes() throws IOException, InterruptedException {
        Command.shell("cd \"$1\" && chmod 775 tree overlay tree/* overlay/etc", temp)
                .run()
                .ok();
        images.make("disk.raw", "tree", "overlay");
        byte[] before = images.bytes("disk.raw");
        String printed = images.mkfs("--update", "disk.raw", "-r", "tree", "-r", "overlay", "--checksum")
                .ok()
                .output();
        assertTrue(printed.startsWith("nothing to change; 0 bytes copied"), printed);
        assertArrayEquals(before, images.bytes("disk.raw"));
    }

    /** The image has the loader and the libraries of the program already. */
    @ParameterizedTest
    @ValueSource(strings = {"disk.raw", "disk.raw.lz4"})
    void newBuildOfProgramFindsLibrariesInImage(String image) throws IOException, InterruptedException {
        Command.shell("""
                        cd "$1"
                        echo 'int main(void) { return 1; }' >hello.c
                        cc -o hello hello.c
                        """, temp).run().ok();
        Command.mkfs("--program", "hello", "-r", "/", image).in(temp).run().ok();
        Files.copy(temp.resolve(image), temp.resolve("before-" + image));
        Command.shell("""
                        cd "$1"
                        echo 'int main(void) { return 2; }' >hello.c
                        cc -o hello hello.c
                        touch -d 2001-02-03 hello
                        """, temp).run().ok();
        String planned = Command.mkfs("--update", image, "--program", "hello", "--dry-run")
                .in(temp)
                .run()
                .ok()
                .output();
        assertTrue(planned.startsWith("    would be replaced  /hello\n1 would be replaced; "), planned);
        Command.mkfs("--update", image, "--program", "hello").in(temp).run().ok();
        assertArrayEquals(images.bytes("hello"), images.image(image).bytes("/hello"));
        List<Difference> differences = images.image(image).differencesFrom(images.image("before-" + image));
        assertEquals(
                Set.of("/hello"),
                differences.stream().map(each -> each.path().toString()).collect(Collectors.toSet()),
                differences::toString);
        images.image(image).assertReadable();
    }

    @Test
    void deletingKeepsLibrariesThatTheProgramTakesFromTheImage() throws IOException, InterruptedException {
        Command.shell("""
                        cd "$1"
                        echo 'int main(void) { return 1; }' >hello.c
                        cc -o hello hello.c
                        """, temp).run().ok();
        Command.mkfs("--program", "hello", "-r", "/", "disk.raw").in(temp).run().ok();
        List<String> before = images.image("disk.raw").paths();
        images.mkfs("--update", "disk.raw", "-r", "tree").ok();
        Command.mkfs("--update", "disk.raw", "--program", "hello", "-r", "overlay", "--delete")
                .in(temp)
                .run()
                .ok();
        assertEquals(before, images.image("disk.raw").paths());
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws IOException, InterruptedException {
        assertEquals(2, images.mkfs("--update", "disk.raw", "--force").exitCode());
        assertEquals(2, images.mkfs("--delete", "-r", "tree", "disk.raw").exitCode());
        assertEquals(2, images.mkfs("--update", "disk.raw", "--delete").exitCode());
        assertEquals(
                2, images.mkfs("--update", "disk.raw", "--chmod", "u+x", "/a").exitCode());
        assertEquals(2, images.mkfs("--update", "-r", "tree").exitCode());
        assertEquals(
                2,
                Command.mkfs("--update", "disk.raw", "--program", "hello", "--explain")
                        .in(temp)
                        .run()
                        .exitCode());
        for (List<String> option : List.of(
                List.of("-e"),
                List.of("--nanos", "tree"),
                List.of("--klib", "tls"),
                List.of("--reproducible"),
                List.of("--verify"))) {
            assertEquals(
                    "tfs-mkfs: " + option.getFirst() + " is for a new image and does not go with --update; "
                            + "try 'tfs-mkfs --help'\n",
                    Command.mkfs("--update", "disk.raw")
                            .with(option.toArray())
                            .in(temp)
                            .run()
                            .errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "children", "filelength", "mtime", "posix.perm", "posix.node", ".."})
    void partsOfTheImageAreNotRemovedAsAttributes(String name) throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        byte[] before = images.bytes("disk.raw");
        Command.mkfs("--update", "disk.raw", "--untuple", name)
                .in(temp)
                .run()
                .failed(
                        2,
                        "tfs-mkfs: --untuple cannot remove '" + name
                                + "', which is not an attribute for the kernel; leave it out; try 'tfs-mkfs --help'");
        assertArrayEquals(before, images.bytes("disk.raw"));
    }

    @Test
    void imageItselfIsRefusedAsTree() throws IOException, InterruptedException {
        images.make("disk.raw", "tree");
        Files.createSymbolicLink(temp.resolve("link.raw"), Path.of("disk.raw"));
        byte[] before = images.bytes("disk.raw");
        for (String name : List.of("disk.raw", "link.raw")) {
            Command.mkfs("--update", "disk.raw", "-r", "overlay", "-r", name)
                    .in(temp)
                    .run()
                    .failed(
                            2,
                            "tfs-mkfs: -r " + name + " is the image that --update changes; its tree stays without -r; "
                                    + "try 'tfs-mkfs --help'");
        }
        assertArrayEquals(before, images.bytes("disk.raw"));
    }
}
