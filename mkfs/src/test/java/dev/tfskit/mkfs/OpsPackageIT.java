// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images made from a package of ops: a program of this host with the libraries that ldd finds, as ops collects them.
 */
class OpsPackageIT {

    @TempDir
    private Path temp;

    @BeforeEach
    void makePackage() throws IOException, InterruptedException {
        Path program = Files.copy(
                Path.of("/usr/bin/printenv").toRealPath(),
                Files.createDirectory(pack()).resolve("printenv"));
        String libraries = Command.of("ldd", program).run().ok().output();
        for (String word : libraries.split("\\s+")) {
            if (word.startsWith("/")) {
                Path copy = pack().resolve("sysroot" + word);
                Files.createDirectories(copy.getParent());
                Files.copy(Path.of(word).toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        write("printenv_9.1/sysroot/etc/passwd", "app:x:1:1::/:/bin/false\n");
        write("printenv_9.1/sysroot/srv/data.txt", "data");
        write("printenv_9.1/extra/more.txt", "more");
        manifest("""
                {"Program": "printenv_9.1/printenv", "Args": ["printenv"], "Version": "9.1",
                 "Env": {"WHO": "package", "FROM": "package"}, "MapDirs": {"extra/*": "/opt"}}""");
    }

    private Path pack() {
        return temp.resolve("printenv_9.1");
    }

    private void manifest(String json) throws IOException {
        write("printenv_9.1/package.manifest", json);
    }

    private void write(String file, String text) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void tar(Object... arguments) throws IOException, InterruptedException {
        Command.of(Stream.concat(Stream.of("tar"), Stream.of(arguments)).toArray())
                .in(temp)
                .run()
                .ok();
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments);
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    private void assertFails(String message, Object... arguments) throws IOException, InterruptedException {
        Result result = mkfs(arguments);
        assertTrue(result.exitCode() == 1 || result.exitCode() == 2, result.errors());
        assertTrue(result.errors().contains(message), result.errors());
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"printenv_9.1", "with-directory.tar.gz", "without-directory.tar.gz"})
    void programRunsInTheImageOfItsPackage(String name) throws IOException, InterruptedException {
        tar("-czf", "with-directory.tar.gz", "printenv_9.1");
        tar("-czf", "without-directory.tar.gz", "-C", "printenv_9.1", ".");
        Result made = mkfs("--package", name, "--no-times", "disk.raw", "--", "WHO");
        assertEquals(0, made.exitCode(), made.errors());
        assertEquals("", made.errors());
        image().assertAttributes(
                        "program:/printenv",
                        "arguments:[printenv WHO]",
                        "WHO:package",
                        "IMAGE_NAME:printenv",
                        "NANOS_ARCH:" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64"));
        assertEquals("data", image().text("/srv/data.txt"));
        assertEquals("more", image().text("/opt/more.txt"));
        assertEquals("app:x:1:1::/:/bin/false\n", image().text("/etc/passwd"));
        assertEquals("nameserver 8.8.8.8\n", image().text("/etc/resolv.conf"));
        List<String> paths = image().paths();
        assertFalse(paths.contains("/package.manifest") || paths.contains("/extra"), paths::toString);
        assertEquals(
                "package\n",
                image().unpackedProgram(temp.resolve("root"), "/printenv", "WHO")
                        .env("WHO", "package")
                        .run()
                        .ok()
                        .output());
    }

    @Test
    void configurationWinsOverThePackageAndTheCommandLineOverBoth() throws IOException, InterruptedException {
        write("conf/note.txt", "note");
        write("conf/config.json", """
                {"Args": ["WHO"], "Env": {"WHO": "configuration", "A": "1"}, "Files": ["note.txt"],
                 "NameServers": ["1.1.1.1"], "RebootOnExit": true}""");
        mkfs("--package", "printenv_9.1", "-c", "conf/config.json", "--env", "A=2", "disk.raw")
                .ok();
        image().assertAttributes(
                        "arguments:[printenv WHO]", "WHO:configuration", "FROM:package", "A:2", "reboot_on_exit:t");
        assertEquals("note", image().text("/note.txt"));
        assertEquals("nameserver 1.1.1.1\n", image().text("/etc/resolv.conf"));
        mkfs("--package", "printenv_9.1", "-c", "conf/config.json", "disk.raw", "--", "FROM")
                .ok();
        image().assertAttributes("arguments:[printenv FROM]");
        mkfs("--package", "printenv_9.1", "disk.raw", "--", "printenv", "-0").ok();
        image().assertAttributes("arguments:[printenv -0]");
    }

    @Test
    void programOfTheSysrootAndFileOfAnArgumentGoIn() throws IOException, InterruptedException {
        Files.createDirectories(pack().resolve("sysroot/usr/bin"));
        Files.move(pack().resolve("printenv"), pack().resolve("sysroot/usr/bin/printenv"));
        manifest("{\"Program\": \"/usr/bin/printenv\", \"Args\": [\"printenv\"]}");
        write("main.js", "main");
        Command.mkfs("--package", "printenv_9.1", "disk.raw", "--", "main.js")
                .in(temp)
                .run()
                .ok();
        image().assertAttributes("program:/usr/bin/printenv");
        assertEquals("main", image().text("/main.js"));
        manifest("{\"Program\": \"/usr/bin/printenv\", \"Args\": [\"printenv\"], \"DisableArgsCopy\": true}");
        Command.mkfs("--package", "printenv_9.1", "disk.raw", "--", "main.js")
                .in(temp)
                .run()
                .ok();
        assertFalse(image().paths().contains("/main.js"));
        manifest("{\"Program\": \"/usr/bin/printenv\", \"Args\": [\"printenv\", \"main.js\"]}");
        Command.mkfs("--package", "printenv_9.1", "disk.raw").in(temp).run().ok();
        assertFalse(image().paths().contains("/main.js"));
    }

    /** No file of a host can have either name: such an argument is a word like any other. */
    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud800"})
    void argumentThatIsNoPossiblePathNamesNoFile(String argument) throws IOException {
        assertEquals(paths("no-such-file"), paths(argument));
        Result refused = InProcess.mkfs("--program", argument, temp.resolve("disk.raw"));
        assertEquals(2, refused.exitCode());
        assertTrue(refused.errors().contains(" is not a possible path on this host; correct it"), refused.errors());
    }

    /** Returns the paths of the image of the package with an argument. */
    private List<String> paths(String argument) throws IOException {
        InProcess.mkfs("--package", pack(), temp.resolve("disk.raw"), "--", argument)
                .ok();
        return image().paths();
    }

    @Test
    void packageReachesNoFileOfTheHost() throws IOException, InterruptedException {
        write("secret.txt", "secret");
        Files.createSymbolicLink(pack().resolve("link.txt"), temp.resolve("secret.txt"));
        manifest("{\"Program\": \"printenv\", \"Files\": [\"link.txt\"]}");
        assertFails("link.txt: is not in the package printenv_9.1", "--package", "printenv_9.1", "disk.raw");
        manifest("{\"Program\": \"printenv\", \"Files\": [\"../secret.txt\"]}");
        assertFails("not possible as a path of the image", "--package", "printenv_9.1", "disk.raw");
        manifest("{\"Program\": \"printenv\", \"MapDirs\": {\"../*.txt\": \"/a\"}}");
        Result made = mkfs("--package", "printenv_9.1", "disk.raw");
        assertFalse(image().paths().contains("/a/secret.txt"), made.errors());
        manifest("{\"Program\": \"printenv\", \"Kernel\": \"secret.txt\", \"TargetRoot\": \"/nowhere\"}");
        mkfs("--package", "printenv_9.1", "disk.raw").ok();
        assertFalse(image().rootAttributes().contains("secret"));
    }

    @Test
    void hostilePathInAnArchiveLeadsNowhere() throws IOException, InterruptedException {
        write("outside.txt", "outside");
        tar(
                "-czPf",
                "hostile.tar.gz",
                "--transform",
                "s,^outside.txt,../../etc/outside.txt,",
                "printenv_9.1",
                "outside.txt");
        assertFails("outside.txt", "--package", "hostile.tar.gz", "disk.raw");
    }

    @Test
    void missingLibraryIsNamedAndComesFromARoot() throws IOException, InterruptedException {
        Command.of("rm", "-r", "sysroot").in(pack()).run().ok();
        assertFails("is the dynamic loader of /printenv", "--package", "printenv_9.1", "disk.raw");
        mkfs("--package", "printenv_9.1", "-r", "/", "disk.raw").ok();
        assertTrue(image().paths().stream().anyMatch(path -> path.endsWith("/libc.so.6")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"Program\": 1}|package.manifest: line 1, column 13: Program takes a string, and this is a number",
                "{|not JSON: Unexpected end-of-input: expected close marker for Object (line 1",
                "{}|the package has no Program; name one with --program",
                "{\"Program\": \"printenv_9.1/missing\"}|missing: is not in the package printenv_9.1",
                "{\"Program\": \"..\"}|not possible as a path of the image",
                "{\"Program\": \"printenv\", \"Dirs\": [\"printenv\"]}|is not a directory"
            })
    void rejectsImpossibleManifests(String json, String message) throws IOException, InterruptedException {
        manifest(json);
        assertFails(message, "--package", "printenv_9.1", "disk.raw");
    }

    @Test
    void rejectsFileThatIsNotAPackage() throws IOException, InterruptedException {
        Files.delete(pack().resolve("package.manifest"));
        tar("-czf", "p.tar.gz", "printenv_9.1");
        for (String name : List.of("printenv_9.1", "p.tar.gz")) {
            assertFails(name + ": is not a package of ops: it has no package.manifest", "--package", name, "disk.raw");
        }
        assertFails("missing", "--package", "missing", "disk.raw");
        write("note.tar.gz", "no archive");
        assertFails("note.tar.gz", "--package", "note.tar.gz", "disk.raw");
        manifest("{\"Program\": \"printenv\"}");
        assertFails("so --package does not go with it", "--package", "printenv_9.1", "-e", "disk.raw");
        write("config.json", "{\"Program\": \"printenv\"}");
        assertFails("so -c does not go with it", "-c", "config.json", "-e", "disk.raw");
    }
}
