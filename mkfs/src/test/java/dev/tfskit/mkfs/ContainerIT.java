// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Container images as sources of tfs-mkfs, and the hint for one that is given as a plain tree. */
class ContainerIT {

    private static final String HINT =
            "looks like a container image, and was taken as a plain tree; give -r oci:%1$s for the tree in its layers";

    @TempDir
    private Path directory;

    private Path temporary;

    @BeforeEach
    void makeContainer() throws IOException, InterruptedException {
        temporary = Files.createDirectory(directory.resolve("temporary"));
        new ContainerLayout(directory.resolve("image"))
                .image("arm64", Map.of(), "echo 1 > a; head -c 2000000 /dev/urandom > b", "touch .wh.a; echo 3 > c");
    }

    private Result shell(String script) throws IOException, InterruptedException {
        return Command.shell(script, Command.launcher("tfs-mkfs"))
                .env("TMPDIR", temporary.toString())
                .in(directory)
                .run();
    }

    private List<String> paths() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        return new MadeImage(directory.resolve("disk.raw")).paths();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "tar -cz -C image . | \"$1\" -r oci:- disk.raw",
                "tar -c -C image . | zstd -q | \"$1\" -v -r oci:- disk.raw >/dev/null",
                "tar -cf it -C image . && \"$1\" --tree -r oci:- disk.raw <it",
                "tar -cJf it.tar.xz -C image . && \"$1\" --tree -r oci:it.tar.xz disk.raw",
                "mkfifo pipe && { tar -cz -C image . >pipe & } && \"$1\" --tree -r oci:pipe disk.raw",
                "tar -c -C image . | \"$1\" --tree -r oci:/dev/stdin disk.raw",
                "digest=$(sed 's/.*\\(sha256:[0-9a-f]*\\).*/\\1/' image/index.json); "
                        + "tar -c -C image . | \"$1\" --tree -r \"oci:-:$digest\" disk.raw"
            })
    void readsCompressedArchiveFromPipe(String script) throws IOException, InterruptedException {
        shell(script).ok();
        assertEquals(List.of("/b", "/c"), paths());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "\"$1\" -r oci:first -r oci:last disk.raw                                            @ /opt/run",
                "\"$1\" -r oci:first disk.raw && \"$1\" --update disk.raw -r oci:last               @ /opt/run",
                "\"$1\" -r oci:last -r oci:image disk.raw                                            @ /opt/run",
                "\"$1\" -r oci:first -r oci:last -t '(program:/bin/first)' disk.raw                  @ /bin/first"
            })
    void lastContainerImageWithACommandGivesTheProgram(String script, String program)
            throws IOException, InterruptedException {
        new ContainerLayout(directory.resolve("first"))
                .image("arm64", Map.of("Cmd", List.of("/bin/first", "1")), "mkdir bin; echo 1 > bin/first");
        new ContainerLayout(directory.resolve("last"))
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("run", "2"), "Env", List.of("PATH=/opt")),
                        "mkdir opt; echo 2 > opt/run");
        shell(script).succeeded();
        MadeImage made = new MadeImage(directory.resolve("disk.raw"));
        made.assertAttributes("program:" + program, "arguments:[run 2]");
        String update = "\"$1\" --update disk.raw -r oci:last -t '(program:%s)'".formatted(program);
        String again = shell(update + " >first.txt && " + update).succeeded().output();
        assertTrue(again.startsWith("nothing to change"), again);
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(directory, arguments);
    }

    private Path app() {
        return directory.resolve("app");
    }

    private String container() {
        return "oci:" + app();
    }

    private MadeImage disk() {
        return new MadeImage(directory.resolve("disk.raw"));
    }

    @Test
    void workingDirectoryThatNoLayerHasIsMade() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("/bin/app"), "WorkingDir", "/srv/app/run"),
                        "mkdir bin data; ln -s data srv; echo 1 > bin/app");
        Result made = mkfs("-r", container(), "disk.raw");
        assertFalse(made.errors().contains("cwd"), made.errors());
        disk().assertAttributes("cwd:/srv/app/run");
        assertTrue(disk().paths().contains("/data/app/run"), disk().paths()::toString);
        mkfs("-r", container(), "-t", "(cwd:/data)", "disk.raw");
        assertFalse(disk().paths().contains("/data/app"), disk().paths()::toString);
    }

    @Test
    void updateLeavesTheWorkingDirectoryThatItMade() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("/bin/app"), "WorkingDir", "/srv/app"),
                        "mkdir bin; ln -s data srv; echo 1 > bin/app; mkdir data");
        String planned = mkfs("--dry-run", "-r", container()).succeeded().output();
        assertTrue(planned.contains("/data/app\n"), planned);
        mkfs("-e", "-s", "8m", "disk.raw").ok();
        String[] update = {"-v", "--update", "--delete", "-r", container(), "disk.raw"};
        String first = mkfs((Object[]) update).succeeded().output();
        assertTrue(first.contains("/data/app\n"), first);
        Files.createDirectories(directory.resolve("written/data/app"));
        Files.writeString(directory.resolve("written/data/app/state"), "1");
        Files.writeString(directory.resolve("written/data/other"), "2");
        mkfs("--update", "-r", "written", "disk.raw").succeeded();
        String second = mkfs((Object[]) update).succeeded().output();
        assertTrue(second.contains("1 removed"), second);
        String third = mkfs((Object[]) update).succeeded().output();
        assertTrue(third.startsWith("nothing to change"), third);
        assertEquals(
                List.of("/bin", "/bin/app", "/data", "/data/app", "/data/app/state", "/srv"),
                disk().paths().stream().sorted().toList());
    }

    @Test
    void programOfContainerHasItsWorkingDirectory() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("sh", "-c", "true"), "WorkingDir", "/srv/app"),
                        "mkdir -p bin data srv/app; cp /usr/bin/true bin/app; "
                                + "cp -rL --parents $(ldd bin/app | grep -o '/[^ ]*') .");
        mkfs("--program", "/bin/app", "-r", container(), "disk.raw").ok();
        disk().assertAttributes("cwd:/srv/app", "program:/bin/app");
        assertTrue(disk().paths().contains("/srv/app"), disk().paths()::toString);
        mkfs("--program", "/bin/app", "-r", container(), "--cwd", "/bin", "disk.raw")
                .ok();
        disk().assertAttributes("cwd:/bin");
        assertFalse(disk().paths().contains("/srv/app"), disk().paths()::toString);
        mkfs("--program", "/bin/app", "-r", container(), "-t", "(cwd:/data)", "disk.raw")
                .ok();
        disk().assertAttributes("cwd:/data");
        assertTrue(disk().paths().contains("/data"), disk().paths()::toString);
        assertFalse(disk().paths().contains("/srv/app"), disk().paths()::toString);
    }

    @Test
    void shellWarningEndsWhenTheProgramIsNamed() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image("arm64", Map.of("Cmd", List.of("/bin/sh", "-c", "exec app")), "mkdir bin; echo 1 > bin/sh");
        String warning = "is started through a shell";
        assertTrue(mkfs("-r", container(), "disk.raw").errors().contains(warning));
        Result named = mkfs("-r", container(), "-t", "(program:/bin/app arguments:[app])", "disk.raw");
        assertFalse(named.errors().contains(warning), named.errors());
        disk().assertAttributes("program:/bin/app", "arguments:[app]");
    }

    @Test
    void lastTreeThatNamesProgramGivesItsArguments() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image("arm64", Map.of("Cmd", List.of("/bin/app", "1")), "mkdir bin; echo 1 > bin/app");
        mkfs("-e", "-t", "(program:/old environment:(A:b))", "old.raw");
        mkfs("--image-attributes", "-r", "old.raw", "-r", container(), "disk.raw");
        disk().assertAttributes("program:/bin/app", "arguments:[/bin/app 1]", "environment:()");
        mkfs("--image-attributes", "-r", container(), "-r", "old.raw", "disk.raw");
        disk().assertAttributes("program:/old");
        assertFalse(disk().rootAttributes().contains("arguments"), disk().rootAttributes());
    }

    @Test
    void treeThatNamesTheProgramGivesTheWholeRun() throws IOException, InterruptedException {
        new ContainerLayout(app()).image("arm64", Map.of("Cmd", List.of("/bin/app")), "mkdir bin; echo 1 > bin/app");
        new ContainerLayout(directory.resolve("below"))
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("/run"), "Env", List.of("A=b"), "WorkingDir", "/srv"),
                        "echo 1 > run");
        mkfs("-r", "oci:" + directory.resolve("below"), "-r", container(), "disk.raw")
                .okWithWarnings();
        assertRunsAppAlone();
        mkfs("-r", "oci:" + directory.resolve("below"), "disk.raw").okWithWarnings();
        disk().assertAttributes("cwd:/srv", "environment:(A:b)");
        mkfs("--update", "-r", container(), "disk.raw").okWithWarnings();
        assertRunsAppAlone();
        String again =
                mkfs("--update", "-r", container(), "disk.raw").okWithWarnings().output();
        assertTrue(again.startsWith("nothing to change"), again);
        Object[] update = {"--update", "-r", container(), "-t", "(cwd:/bin)", "disk.raw"};
        mkfs(update).okWithWarnings();
        disk().assertAttributes("cwd:/bin");
        assertTrue(mkfs(update).okWithWarnings().output().startsWith("nothing to change"));
    }

    @Test
    void programLookedUpInContainersRunsAsInTheFirstThatHasARun() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("/bin/app"), "Env", List.of("A=app"), "WorkingDir", "/srv"),
                        "mkdir bin; cp /usr/bin/true bin/app");
        new ContainerLayout(directory.resolve("runtime"))
                .image(
                        "arm64",
                        Map.of("Cmd", List.of("sh")),
                        "cp -rL --parents $(ldd /usr/bin/true | grep -o '/[^ ]*') .");
        new ContainerLayout(directory.resolve("other"))
                .image("arm64", Map.of("Cmd", List.of("sh"), "Env", List.of("A=other")), "true");
        mkfs(
                        "--program",
                        "/bin/app",
                        "-r",
                        container(),
                        "-r",
                        "oci:" + directory.resolve("runtime"),
                        "-r",
                        "oci:" + directory.resolve("other"),
                        "disk.raw")
                .ok();
        disk().assertAttributes("cwd:/srv", "environment:(A:app)", "program:/bin/app");
    }

    @Test
    void updateWithNamedProgramTakesTheWholeRunOfTheContainer() throws IOException, InterruptedException {
        new ContainerLayout(app())
                .image("arm64", Map.of("Cmd", List.of("/bin/app")), "mkdir bin; cp /usr/bin/true bin/app");
        mkfs("-e", "-t", "(program:/old arguments:[old] environment:(A:b) cwd:/srv)", "disk.raw")
                .succeeded();
        mkfs("--update", "-r", container(), "-t", "(program:/bin/app)", "disk.raw")
                .okWithWarnings();
        assertRunsAppAlone();
    }

    private void assertRunsAppAlone() throws IOException {
        disk().assertAttributes("arguments:[/bin/app]", "environment:()", "program:/bin/app");
        assertFalse(disk().rootAttributes().contains("cwd"), disk().rootAttributes());
    }

    @Test
    void updateLeavesWhatOnlyTheImageHas() throws IOException, InterruptedException {
        new ContainerLayout(directory.resolve("app"))
                .image(
                        "arm64",
                        Map.of(),
                        "mkdir data; echo 1 > data/seed",
                        "mkdir data; touch data/.wh..wh..opq .wh.etc");
        shell("mkdir -p tree/data tree/etc && echo 1 >tree/data/live && echo 1 >tree/etc/live && "
                        + "\"$1\" --tree -r tree disk.raw && \"$1\" --update disk.raw -r oci:app")
                .succeeded();
        assertEquals(List.of("/data", "/data/live", "/etc", "/etc/live"), paths());
    }

    @Test
    void standardInputIsReadOnce() throws IOException, InterruptedException {
        Result result = shell("\"$1\" -r oci:- -m - disk.raw </dev/null");
        result.failed(
                2,
                "tfs-mkfs: standard input is named twice and can be read only once; name a file in place of one; "
                        + "try 'tfs-mkfs --help'");
    }

    @Test
    void fullTemporaryDirectoryIsNamedAndNothingIsLeft() throws IOException, InterruptedException {
        Result result = Command.shell(
                        "tar -cz -C image . 2>/dev/null | \"$1\" -r oci:- disk.raw; code=$?; "
                                + "ls temporary; exit $code",
                        Command.launcher("tfs-mkfs"))
                .under(Mounts.tmpfs("size=1m", temporary))
                .env("TMPDIR", temporary.toString())
                .in(directory)
                .run();
        result.failed(
                1,
                "tfs-mkfs: standard input: must be copied to a temporary file, because its parts are read out of "
                        + "order, and " + temporary + " takes no such file: no space left on device; name a "
                        + "directory with more room in TMPDIR, or give an uncompressed file");
        assertTrue(Files.notExists(directory.resolve("disk.raw")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "image    @ \"$1\" --tree -r image disk.raw",
                "it       @ tar -cf it -C image . && \"$1\" --tree -r it disk.raw",
                "it.zip   @ cd image && zip -qr ../it.zip . && cd .. && \"$1\" --tree -r it.zip disk.raw",
                "-        @ tar -cz -C image . | \"$1\" -r - disk.raw"
            })
    void containerImageGivenAsPlainTreeGetsHint(String name, String script) throws IOException, InterruptedException {
        shell(script).okWith("tfs-mkfs: " + name + ": warning: " + HINT.formatted(name));
        assertTrue(paths().contains("/oci-layout"));
    }
}
