// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Result;
import dev.tfskit.Tfs;
import dev.tfskit.check.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made from a program: for arm64 from the tree of another machine, for this host from its own root. */
class ProgramIT {

    @TempDir
    private static Path shared;

    @TempDir
    private Path temp;

    private static Path arm64() {
        return shared.resolve("arm64");
    }

    @BeforeAll
    static void makeTree() throws IOException, InterruptedException {
        HostTrees.makeArm64(arm64());
    }

    private Result mkfs(Object... arguments) throws IOException, InterruptedException {
        return Command.mkfs(arguments).in(temp).run();
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    @Test
    void programOfAnotherMachineGetsItsLibraries() throws IOException, InterruptedException {
        mkfs("--program", "/usr/bin/find", "-r", arm64(), "--no-times", "disk.raw", "--", "find", "/", "-name", "*.so*")
                .ok();
        image().assertReadable();
        List<String> paths = image().paths();
        assertTrue(paths.size() < 60, paths::toString);
        assertTrue(
                paths.containsAll(List.of(
                        "/usr/bin/find",
                        "/usr/lib/aarch64-linux-gnu/libc.so.6",
                        "/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1",
                        "/etc/passwd",
                        "/proc/sys/kernel/hostname")),
                paths::toString);
        assertEquals("(arguments:[find / -name *.so*] environment:() program:/usr/bin/find)", image().rootAttributes());
        List<FindingKind> findings = new ArrayList<>();
        Tfs.check(temp.resolve("disk.raw"), finding -> findings.add(finding.kind()));
        assertEquals(List.of(FindingKind.PROGRAM_USES_MISSING_CALLS), findings);
    }

    @Test
    void treeFromAnArchiveGivesTheSameImage() throws IOException, InterruptedException {
        // One file is there twice, as after an update by tar -r.
        Command.of("tar", "-C", arm64(), "-cf", "root.tar", ".", "./etc/passwd")
                .in(temp)
                .run()
                .ok();
        for (String root : List.of(arm64().toString(), "root.tar")) {
            mkfs(
                            "--program",
                            "/usr/bin/find",
                            "-r",
                            root,
                            "--reproducible",
                            root.equals("root.tar") ? "b.raw" : "a.raw")
                    .ok();
        }
        assertEquals(-1, Files.mismatch(temp.resolve("a.raw"), temp.resolve("b.raw")));
    }

    @Test
    void programOfTheHostRunsInItsImage() throws IOException, InterruptedException {
        Files.writeString(
                temp.resolve("hello.c"), "#include <stdio.h>\nint main(void) { return puts(\"hello\") < 0; }");
        Command.of("cc", "-o", "hello", "hello.c").in(temp).run().ok();
        mkfs("--program", "./hello", "-r", "/", "--env", "A=b", "--cwd", "/work", "disk.raw")
                .ok();
        assertEquals(
                "hello\n",
                image().unpackedProgram(temp.resolve("root"), "/hello")
                        .run()
                        .ok()
                        .output());
        assertTrue(image().rootAttributes().contains("cwd:/work environment:(A:b)"), image().rootAttributes());
        assertTrue(Files.isDirectory(temp.resolve("root/work")));
        mkfs("--program", "hello:/opt/bin/h", "-r", "/", "disk.raw").ok();
        assertTrue(image().paths().contains("/opt/bin/h"));
    }

    /** A program for a fixed place has an empty hash table of its symbols. */
    @ParameterizedTest
    @ValueSource(strings = {"-pie", "-no-pie"})
    void programThatLoadsLibrariesByNameGetsNoteThatStrictAccepts(String kind)
            throws IOException, InterruptedException {
        Files.writeString(temp.resolve("p.c"), """
                #include <dlfcn.h>
                int main(void) { return dlopen("libm.so.6", RTLD_NOW) == 0; }""");
        Command.of("cc", kind, "-o", "p", "p.c", "-ldl").in(temp).run().ok();
        Result made = mkfs("--program", "./p", "-r", "/", "--no-times", "--strict", "-q", "disk.raw");
        assertEquals(0, made.exitCode(), made.errors());
        assertEquals(
                "tfs-mkfs: /p: note: loads libraries by name while it runs (dlopen); "
                        + "if one is missing then, add it with --with\n",
                made.errors());
    }

    @Test
    void missingLibrariesAreNamedAndNoImageIsMade() throws IOException, InterruptedException {
        Path find = arm64().resolve("usr/bin/find");
        Result result =
                mkfs("--program", find + ":/find", "-r", Files.createDirectory(temp.resolve("empty")), "disk.raw");
        assertEquals(1, result.exitCode());
        assertTrue(
                result.errors()
                        .lines()
                        .anyMatch(
                                line -> line.startsWith("tfs-mkfs: libc.so.6: is needed by /find, and is in none of ")),
                result.errors());
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @Test
    void reasonsOfAllFilesArePrinted() throws IOException, InterruptedException {
        List<String> lines = mkfs("--program", "/usr/bin/find", "-r", arm64(), "--explain", "--dry-run")
                .ok()
                .lines();
        assertTrue(lines.contains("/usr/bin/find: /usr/bin/find"), lines::toString);
        assertTrue(
                lines.contains("/usr/lib/aarch64-linux-gnu/libpcre2-8.so.0: "
                        + "libpcre2-8.so.0 <- libselinux.so.1 <- /usr/bin/find"),
                lines::toString);
        String json = mkfs("--program", "/usr/bin/find", "-r", arm64(), "--explain", "--json", "disk.raw")
                .ok()
                .output();
        assertTrue(json.contains("\"explanations\":[{\"path\":"), json);
    }

    @Test
    void treesBehindTreeGoOverTheProgram() throws IOException, InterruptedException {
        Files.createDirectories(temp.resolve("overlay/etc"));
        Files.writeString(temp.resolve("overlay/etc/passwd"), "mine");
        mkfs("--program", "/usr/bin/find", "-r", arm64(), "--tree", "-r", "overlay", "-t", "(debug:t)", "disk.raw")
                .ok();
        assertTrue(image().tree().contains("/etc/passwd (4)"), image().tree()::toString);
        assertTrue(image().rootAttributes().contains("debug:t"), image().rootAttributes());
    }

    @Test
    void environmentOfTheManifestSteersTheSearchAndTakesMoreVariables() throws IOException, InterruptedException {
        Path root = Files.createDirectories(temp.resolve("root/opt"));
        Files.writeString(temp.resolve("it.c"), "int it(void) { return 7; }");
        Files.writeString(temp.resolve("app.c"), "int it(void); int main(void) { return it(); }");
        Command.of("cc", "-shared", "-Wl,-soname,libit.so", "-o", root.resolve("libit.so"), "it.c")
                .in(temp)
                .run()
                .ok();
        Command.of("cc", "-o", "app", "app.c", root.resolve("libit.so"))
                .in(temp)
                .run()
                .ok();
        Files.writeString(temp.resolve("manifest"), "(environment:(LD_LIBRARY_PATH:/opt A:manifest B:manifest))");
        mkfs("--program", "./app", "-r", "root", "-r", "/", "-m", "manifest", "--env", "A=option", "disk.raw")
                .ok();
        assertTrue(image().paths().contains("/opt/libit.so"), image().paths()::toString);
        assertTrue(
                image().rootAttributes().contains("environment:(A:option B:manifest LD_LIBRARY_PATH:/opt)"),
                image().rootAttributes());
        mkfs("--program", "./app", "-r", "root", "-r", "/", "-t", "(environment:(LD_LIBRARY_PATH:/opt))", "disk.raw")
                .ok();
        assertTrue(image().paths().contains("/opt/libit.so"), image().paths()::toString);
        assertEquals(
                1,
                mkfs("--program", "./app", "-r", "root", "-r", "/", "disk.raw").exitCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--with /x -r . disk.raw | --with is for the program of --program; name one",
                "-r . disk.raw -- a | the words after -- are arguments for the program of --program; name one",
                "--program /a -r . disk.raw b | 'b': one argument too many",
                "--program /a --env x -r . disk.raw | --env x: a variable is expected, such as HOME=/root",
                "--program /a --cwd x -r . disk.raw | --cwd x: an absolute path in the image is expected",
                "--program /a -e disk.raw | -e makes an empty volume, so --program does not go with it",
                "--program /a -x b -r . disk.raw | -x is for trees that go in whole; "
                        + "leave files of a program out with --without"
            })
    void mistakesAreWrongUsage(String arguments, String message) throws IOException, InterruptedException {
        mkfs((Object[]) arguments.split(" ")).failed(2, "tfs-mkfs: " + message + "; try 'tfs-mkfs --help'");
    }
}
