// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directories of a tree that are links, such as {@code /bin} of a Debian with a merged {@code /usr}. Paths of the image
 * go through these links, and the links stay.
 */
class LinkedDirectoriesIT {

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException {
        program("root/usr/bin/tool");
        program("root/usr/bin/sh");
        program("app");
        write("root/usr/lib/own", "of the tree");
        Files.createDirectories(temp.resolve("root/usr/etc"));
        Files.createDirectories(temp.resolve("root/run"));
        Files.createDirectories(temp.resolve("root/var"));
        link("root/bin", "usr/bin");
        link("root/lib", "usr/lib");
        link("root/etc", "/usr/etc");
        link("root/sbin", "usr/sbin");
        link("root/var/run", "../run");
        Files.createDirectories(temp.resolve("none"));
    }

    private void program(String file) throws IOException {
        write(file, "");
        Files.write(temp.resolve(file), new HandMadeElf(Machine.AARCH64).bytes());
    }

    private void write(String file, String text) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void link(String link, String target) throws IOException {
        Files.createSymbolicLink(temp.resolve(link), Path.of(target));
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments).okWithWarnings();
    }

    /** Makes an image of the whole tree. */
    private void makeWhole() {
        mkfs("-r", "root", "disk.raw");
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    /** Demands that entries are in the image, each as {@link MadeImage#tree} shows it. */
    private void assertHas(String... entries) throws IOException {
        List<String> tree = image().tree();
        for (String entry : entries) {
            assertTrue(tree.contains(entry), () -> entry + " is not in " + tree);
        }
    }

    @ParameterizedTest
    @CsvSource({"/bin/server, /bin -> usr/bin, /usr/bin", "/sbin/server, /sbin -> usr/sbin, /usr/sbin"})
    void programOfTheHostGoesToWhereItsPathLeads(String target, String link, String directory) throws IOException {
        mkfs("--program", temp.resolve("app") + ":" + target, "-r", "root", "--bare", "disk.raw");
        assertHas(link, directory);
        assertEquals(Files.size(temp.resolve("app")), image().bytes(directory + "/server").length);
        image().assertAttributes("program:" + directory + "/server", "arguments:[" + target + "]");
    }

    @Test
    void filesBesideTheProgramOfTheHostAreFound() throws IOException {
        mkfs(
                "--program",
                temp.resolve("app") + ":/bin/server",
                "-r",
                "root",
                "--with",
                "/bin/tool",
                "--bare",
                "disk.raw");
        assertEquals(List.of("/bin", "/usr", "/usr/bin", "/usr/bin/server", "/usr/bin/tool"), image().paths());
    }

    @Test
    void interpreterBesideTheScriptOfTheHostIsFound() throws IOException {
        write("hi.sh", "#!/bin/sh\n");
        mkfs("--program", temp.resolve("hi.sh") + ":/bin/hi.sh", "-r", "root", "--bare", "disk.raw");
        image().assertAttributes("program:/usr/bin/sh", "arguments:[/bin/sh /bin/hi.sh]");
        assertEquals("#!/bin/sh\n", image().text("/usr/bin/hi.sh"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void updateWithProgramOfTheHostKeepsTheLinkOfTheImage(boolean deletesOthers) throws IOException {
        makeWhole();
        mkfs(
                "--update",
                "disk.raw",
                "--program",
                temp.resolve("app") + ":/bin/server",
                "-r",
                "none",
                deletesOthers ? "--delete" : "--bare");
        assertHas("/bin -> usr/bin");
        image().assertAttributes("program:/usr/bin/server");
        assertEquals(!deletesOthers, image().paths().contains("/usr/bin/tool"));
    }

    /** Makes an image whose directories are links in the tree. */
    private void makeWithoutLinks() throws IOException {
        write("plain/bin/mine", "of the image");
        write("plain/var/run/mine", "of the image");
        mkfs("-r", "plain", "disk.raw");
    }

    @ParameterizedTest
    @CsvSource({"app:/bin/server, /bin/server", "/bin/tool, /bin/tool"})
    void updateWithProgramKeepsTheDirectoryOfTheImage(String program, String path) throws IOException {
        makeWithoutLinks();
        String named = program.startsWith("/") ? program : temp.resolve(program).toString();
        mkfs("--update", "disk.raw", "--program", named, "-r", "root", "--with", "/bin/sh", "--bare");
        assertEquals(
                List.of("/bin", "/bin/mine", path, "/bin/sh", "/var", "/var/run", "/var/run/mine").stream()
                        .sorted()
                        .toList(),
                image().paths());
        assertEquals(Files.size(temp.resolve("app")), image().bytes(path).length);
        image().assertAttributes("program:" + path);
    }

    @Test
    void relativeLinksInADirectoryBehindALinkLeadWhereTheyLed() throws IOException {
        makeWithoutLinks();
        program("root/usr/share/real");
        link("root/usr/bin/linked", "../share/real");
        link("root/usr/bin/beside", "tool");
        mkfs("--update", "disk.raw", "--program", "/bin/linked", "-r", "root", "--with", "/bin", "--bare");
        assertHas("/bin/mine (12)", "/bin/linked -> /usr/share/real", "/bin/beside -> tool");
        assertEquals(Files.size(temp.resolve("app")), image().bytes("/usr/share/real").length);
        assertEquals(Files.size(temp.resolve("app")), image().bytes("/bin/tool").length);
    }

    /** The tree has the link once, the image has it under two names. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void updateReplacesEachNameOfALinkThatHasChanged(boolean deletesOthers) throws IOException {
        makeWithoutLinks();
        for (String target : List.of("tool", "sh")) {
            Files.deleteIfExists(temp.resolve("root/usr/bin/linked"));
            link("root/usr/bin/linked", target);
            mkfs(
                    "--update",
                    "disk.raw",
                    "--program",
                    "/usr/bin/tool",
                    "-r",
                    "root",
                    "--with",
                    "/bin/linked",
                    "--with",
                    "/usr/bin/linked",
                    deletesOthers ? "--delete" : "--bare");
            assertHas("/bin/linked -> " + target, "/usr/bin/linked -> " + target);
        }
    }

    @Test
    void updateReplacesEachNameOfALinkOfSeveralNamesThatHasChanged() throws IOException, InterruptedException {
        write("root/one", "1");
        write("root/two", "2");
        String[] inputs = {"--program", "/bin/tool", "-r", "root", "--with", "/a", "--with", "/b", "--bare"};
        link("root/a", "one");
        Command.of("ln", "-P", "root/a", "root/b").in(temp).run().ok();
        mkfs(Stream.concat(Stream.of(inputs), Stream.of("disk.raw")).toArray());

        Files.delete(temp.resolve("root/a"));
        Files.delete(temp.resolve("root/b"));
        link("root/a", "two");
        Command.of("ln", "-P", "root/a", "root/b").in(temp).run().ok();
        mkfs(Stream.concat(Stream.of("--update", "disk.raw"), Stream.of(inputs)).toArray());
        assertHas("/a -> two", "/b -> two");
    }

    /** Makes a tree in which only {@code /bin} is a link. */
    private void makeOverlay() throws IOException {
        Files.createDirectories(temp.resolve("overlay/usr/bin"));
        link("overlay/bin", "usr/bin");
    }

    /** The trees have the link, and the image has its target. */
    @Test
    void relativeLinkToAnEntryOfTheImageLeadsThere() throws IOException {
        write("plain/bin/mine", "of the image");
        program("plain/usr/lib/python/bin/python3");
        mkfs("-r", "plain", "disk.raw");
        makeOverlay();
        link("overlay/usr/bin/python", "../lib/python/bin/python3");
        mkfs("--update", "disk.raw", "--program", "/bin/python", "-r", "overlay", "--bare");
        assertHas("/bin/mine (12)", "/bin/python -> /usr/lib/python/bin/python3");
        image().assertAttributes("program:/usr/lib/python/bin/python3");
    }

    /** From where the link is in the trees, it leads nowhere. */
    @Test
    void relativeLinkStaysWhereTheImageHasItsTargetBesideIt() throws IOException {
        program("plain/bin/dash");
        mkfs("-r", "plain", "disk.raw");
        makeOverlay();
        link("overlay/usr/bin/sh", "dash");
        mkfs("--update", "disk.raw", "--program", "/bin/sh", "-r", "overlay", "--bare");
        assertHas("/bin/sh -> dash");
        image().assertAttributes("program:/bin/dash");
    }

    @Test
    void relativeLinkStaysWhereItLeadsToTheSameEntryOfTheImage() throws IOException {
        write("plain/bin/mine", "of the image");
        Files.createDirectories(temp.resolve("plain/usr/bin"));
        Files.createLink(temp.resolve("plain/usr/bin/mine"), temp.resolve("plain/bin/mine"));
        mkfs("-r", "plain", "disk.raw");
        makeOverlay();
        link("overlay/usr/bin/linked", "mine");
        program("overlay/usr/bin/tool");
        mkfs("--update", "disk.raw", "--program", "/bin/tool", "-r", "overlay", "--with", "/bin/linked", "--bare");
        assertHas("/bin/linked -> mine", "/bin/mine (12)");
    }

    @Test
    void updateThatDeletesOthersKeepsTheDirectoryOfTheImage() throws IOException {
        makeWithoutLinks();
        mkfs("--update", "disk.raw", "--program", "/bin/tool", "-r", "root", "--with", "/bin", "--bare", "--delete");
        assertEquals(List.of("/bin", "/bin/mine", "/bin/sh", "/bin/tool"), image().paths());
    }

    @Test
    void updateWithWorkingDirectoryKeepsTheDirectoryOfTheImage() throws IOException {
        makeWithoutLinks();
        mkfs("--update", "disk.raw", "--program", "/usr/bin/tool", "-r", "root", "--cwd", "/var/run/app", "--bare");
        assertHas("/var/run", "/var/run/app");
        assertEquals("of the image", image().text("/var/run/mine"));
    }

    @Test
    void updateKeepsTheDirectoryWhereTheTreeHasALinkToNoDirectory() throws IOException {
        makeWithoutLinks();
        Files.delete(temp.resolve("root/var/run"));
        link("root/var/run", "nowhere");
        mkfs("--update", "disk.raw", "--program", "/usr/bin/tool", "-r", "root", "--with", "/var/run", "--bare");
        assertEquals("of the image", image().text("/var/run/mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/tool", "/usr/bin/tool"})
    void updateKeepsTheArgumentsOfAProgramBehindALink(String program) throws IOException {
        mkfs("-r", "root", "-t", "(program:/bin/tool arguments:[tool -v])", "disk.raw");
        mkfs("--update", "disk.raw", "--program", temp.resolve("app") + ":" + program, "-r", "none", "--bare");
        image().assertAttributes("program:/usr/bin/tool", "arguments:[tool -v]");
    }

    @Test
    void programGoesBelowDirectoriesThatTheUserMayNotSearch() throws IOException, InterruptedException {
        Files.createDirectories(temp.resolve("root/secret/bin"));
        Command.of("chmod", "0", "root/secret").in(temp).run().ok();
        Command.mkfs("--program", temp.resolve("app") + ":/secret/bin/server", "-r", "root", "--bare", "disk.raw")
                .in(temp)
                .under(Privileges.withoutThoseOfRoot(temp))
                .run()
                .okWithWarnings();
        Command.of("chmod", "700", "root/secret").in(temp).run().ok();
        assertEquals(List.of("/secret", "/secret/bin", "/secret/bin/server"), image().paths());
    }

    @Test
    void updateWithWorkingDirectoryKeepsTheLinkOfTheImage() throws IOException {
        makeWhole();
        mkfs("--update", "disk.raw", "--program", "/bin/tool", "--cwd", "/var/run/app/work");
        assertHas("/var/run -> ../run", "/run/app/work");
        image().assertAttributes("cwd:/var/run/app/work");
    }

    @ParameterizedTest
    @CsvSource({"/var/run/app, /var/run -> ../run, /run/app", "/sbin, /sbin -> usr/sbin, /usr/sbin"})
    void workingDirectoryIsMadeWhereItsPathLeads(String path, String link, String directory) throws IOException {
        mkfs("--program", "/bin/tool", "-r", "root", "--cwd", path, "disk.raw");
        assertHas(link, directory);
    }

    @Test
    void updateThatMakesFilesWhichProgramsExpectKeepsTheLinkOfTheImage() throws IOException {
        makeWhole();
        mkfs("--update", "disk.raw", "--program", "/bin/tool");
        assertHas("/etc -> /usr/etc", "/usr/etc/resolv.conf (19)");
    }

    @Test
    void entriesOfAConfigurationGoBelowTheLinksThatTheProgramNeeds() throws IOException {
        write("bin/of-dirs", "of Dirs");
        write("rootfs/bin/of-mapped", "of MapDirs");
        write("config.json", """
                {"Program": "/bin/tool", "Dirs": ["bin"], "Files": ["bin/of-dirs"], "MapDirs": {"rootfs/*": "/"},
                 "Mounts": {"data": "/bin/data"}}""");
        mkfs("-c", "config.json", "-r", "root", "--bare", "disk.raw");
        assertEquals(
                List.of(
                        "/bin",
                        "/usr",
                        "/usr/bin",
                        "/usr/bin/data",
                        "/usr/bin/of-dirs",
                        "/usr/bin/of-mapped",
                        "/usr/bin/tool"),
                image().paths());
        assertHas("/bin -> usr/bin");
        assertEquals("of Dirs", image().text("/usr/bin/of-dirs"));
    }

    /** The program needs no link of the tree, so the image has a directory of this name only. */
    @Test
    void linksThatAreNotInTheImageLeadNowhere() throws IOException {
        write("bin/of-dirs", "of Dirs");
        write("config.json", "{\"Program\": \"/usr/bin/tool\", \"Dirs\": [\"bin\"]}");
        mkfs("-c", "config.json", "-r", "root", "--bare", "disk.raw");
        assertEquals(List.of("/bin", "/bin/of-dirs", "/usr", "/usr/bin", "/usr/bin/tool"), image().paths());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void updateWithAConfigurationKeepsTheLinksOfTheImage(boolean deletesOthers) throws IOException {
        makeWhole();
        write("lib/of-dirs", "of Dirs");
        write("config.json", "{\"Program\": \"/usr/bin/tool\", \"Dirs\": [\"lib\"]}");
        mkfs("--update", "disk.raw", "-c", "config.json", "-r", "none", deletesOthers ? "--delete" : "--strict");
        assertHas("/lib -> usr/lib");
        assertEquals("of Dirs", image().text("/usr/lib/of-dirs"));
        assertEquals(!deletesOthers, image().paths().contains("/usr/lib/own"));
    }

    /** Another key has made the directory already. */
    @Test
    void linkToAMountPointStays() throws IOException {
        Files.createDirectories(temp.resolve("root/mnt/data"));
        link("root/data", "mnt/data");
        makeWhole();
        write("mnt/data/of-dirs", "of Dirs");
        write("config.json", """
                {"Program": "/usr/bin/tool", "Dirs": ["mnt/data"], "Mounts": {"volume": "/data"}}""");
        mkfs("--update", "disk.raw", "-c", "config.json", "-r", "none", "--bare", "--delete");
        assertHas("/data -> mnt/data", "/mnt/data");
    }

    @Test
    void entriesOfAPackageGoBelowTheLinksOfItsTree() throws IOException {
        Files.createDirectories(temp.resolve("package"));
        Files.move(temp.resolve("root"), temp.resolve("package/sysroot"));
        write("package/extra/more", "more");
        write("package/package.manifest", "{\"Program\": \"/bin/tool\", \"MapDirs\": {\"extra/*\": \"/lib\"}}");
        mkfs("--package", "package", "--bare", "disk.raw");
        assertHas("/lib -> usr/lib", "/usr/lib/own (11)", "/usr/lib/more (4)");
    }

    /** A directory takes the place of a link to a file, as it takes that of a file. */
    @Test
    void directoryReplacesLinkThatLeadsToAFile() throws IOException {
        link("root/usr/bin/linked", "tool");
        write("linked/of-dirs", "of Dirs");
        write("config.json", """
                {"Program": "/usr/bin/linked", "MapDirs": {"linked/*": "/usr/bin/linked"}}""");
        mkfs("-c", "config.json", "-r", "root", "--bare", "disk.raw");
        assertEquals("of Dirs", image().text("/usr/bin/linked/of-dirs"));
    }

    @Test
    void updateThatDeletesOthersDropsLinksBelowWhichNothingGoes() throws IOException {
        makeWhole();
        write("extra/lib/other", "other");
        write("extra/mine.so", "mine");
        write("config.json", "{\"Program\": \"/usr/bin/tool\", \"MapDirs\": {\"extra/*.so\": \"/\"}}");
        mkfs("--update", "disk.raw", "-c", "config.json", "-r", "none", "--bare", "--delete");
        assertEquals(List.of("/mine.so", "/usr", "/usr/bin", "/usr/bin/tool"), image().paths());
    }
}
