// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of tfs-mkfs for impossible requests. In all cases an existing target stays unchanged. */
class MkfsBadInputIT {

    private static final String OLD = "what stood there before";
    private static final String HELP = "; try 'tfs-mkfs --help'";

    @TempDir
    private Path temp;

    @BeforeEach
    void makeSourceAndTarget() throws IOException {
        Files.createDirectory(temp.resolve("tree"));
        Files.writeString(temp.resolve("tree/file"), "x");
        Files.writeString(temp.resolve("disk.raw"), OLD);
    }

    @AfterEach
    void nothingChanged() throws IOException {
        assertEquals(OLD, Files.readString(temp.resolve("disk.raw")));
        try (Stream<Path> files = Files.list(temp)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(List.of("disk.raw", "tree"), names);
        }
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments);
    }

    static List<Arguments> usageErrorNamesTheOption() {
        return List.of(
                usage("missing required parameter: 'IMAGE'", "-r", "tree"),
                usage("missing required parameter for option '--root' (TREE)", "-r"),
                usage(
                        "name a source: a tree with -r, a manifest with -m or on standard input; or make an "
                                + "empty volume with -e",
                        "disk.raw"),
                usage(
                        "-e makes an empty volume, so -r, -m and --tree do not go with it; leave out -e or them",
                        "-e",
                        "-r",
                        "tree",
                        "disk.raw"),
                usage("'more': one argument too many", "-r", "tree", "disk.raw", "more"),
                usage("'--wrong': unknown option", "--wrong", "-r", "tree", "disk.raw"),
                usage("'--a\\x1bb': unknown option", "--a\u001bb", "-r", "tree", "disk.raw"),
                usage("'-Z': unknown option", "-eZ", "disk.raw"),
                usage("IMAGE: the name is empty", "-e", ""),
                usage("-r: the name is empty", "-r", "", "disk.raw"),
                usage("--program: the name is empty", "--program", "", "disk.raw"),
                usage("--cwd: the name is empty", "--program", "/p", "--cwd", "", "disk.raw"),
                usage("--env: the name is empty", "--program", "/p", "--env", "", "disk.raw"),
                usage("--with: the name is empty", "--program", "/p", "--with", "", "disk.raw"),
                usage("--chmod: the name is empty", "--update", "--chmod", "0600", "", "disk.raw"),
                usage("--rename: the name is empty", "--update", "--rename", "", "/new", "disk.raw"),
                usage("--defragment: the name is empty", "--update", "--defragment", "", "disk.raw"),
                usage(
                        "new/: a name that ends in a slash means a directory, and there is none; leave the slash off",
                        "-e",
                        "new/"),
                usage(
                        "-l 12345678901234567890123456789012: the label has 32 bytes, at most 31 are possible",
                        "-l",
                        "12345678901234567890123456789012",
                        "-r",
                        "tree",
                        "disk.raw"),
                usage(
                        "-l éééééééééééééééé: the label has 32 bytes, at most 31 are possible",
                        "-l",
                        "éééééééééééééééé",
                        "-r",
                        "tree",
                        "disk.raw"),
                size("12X"),
                size(""),
                size("-1"),
                size("1.5.2G"),
                size("M"),
                size("99999999T"),
                size("9223372036854775807"),
                usage(
                        "--no-xattrs and --all-xattrs cannot be combined; give one of them",
                        "--no-xattrs",
                        "--all-xattrs",
                        "-r",
                        "tree",
                        "disk.raw"),
                usage(
                        "-x or --exclude-from: the pattern a[b has a [ without a ]",
                        "-x",
                        "a[b",
                        "-r",
                        "tree",
                        "disk.raw"),
                usage(
                        "--platform chooses a container image; name it with -r oci:PATH",
                        "--platform",
                        "linux/arm64",
                        "-r",
                        "tree",
                        "disk.raw"),
                usage(
                        "--dry-run does nothing but print, and -q prints nothing; give one of them",
                        "--dry-run",
                        "-q",
                        "-r",
                        "tree"),
                usage("-t:1:1: the bracket opened here is never closed by ')'", "-t", "(a:b", "-e", "disk.raw"),
                usage("-t:1:1: '(' at the start of a tuple is expected, not 'w'", "-t", "word", "-e", "disk.raw"));
    }

    private static Arguments size(String text) {
        return usage(
                "the size '" + text
                        + "': a number of bytes up to 4194304T is expected, such as 4096, 64K, 10M, 1.5G or 1T",
                "-s",
                text,
                "-r",
                "tree",
                "disk.raw");
    }

    private static Arguments usage(String line, Object... arguments) {
        return Arguments.of(line, arguments);
    }

    @ParameterizedTest
    @MethodSource
    void usageErrorNamesTheOption(String line, Object... arguments) throws IOException, InterruptedException {
        mkfs(arguments).failed(2, "tfs-mkfs: " + line + HELP);
    }

    /** The JVM replaces such bytes, and what it puts in their place would be stored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-r tree -l \"$latin\" disk.raw",
                "-r tree -t \"(arguments:[a $latin])\" disk.raw",
                "--program /bin/true:/\"$latin\" disk.raw",
                "-r tree disk.raw -- \"$latin\"",
                "--update --rename file \"$latin\" disk.raw"
            })
    void wordMustBeUtf8(String words) throws IOException, InterruptedException {
        Result result = Command.shell("latin=$(printf '\\351'); \"$1\" " + words, Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
        assertEquals(2, result.exitCode());
        assertTrue(
                result.errors()
                        .endsWith("' is not UTF-8; write it in UTF-8, or name a link to the file; "
                                + "try 'tfs-mkfs --help'\n"),
                result.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ignore-zeros", "--strip-components=1", "--image-attributes"})
    void missingTreeFailsWithAnOptionForAnotherKindOfTree(String option) throws IOException, InterruptedException {
        mkfs("-r", "none.tgz", option, "disk.raw")
                .failed(1, "tfs-mkfs: none.tgz: no such file or directory; check the name");
    }

    @Test
    void missingTreeFails() throws IOException, InterruptedException {
        mkfs("-r", "none", "disk.raw").failed(1, "tfs-mkfs: none: no such file or directory; check the name");
        mkfs("-r", "a\nb", "disk.raw").failed(1, "tfs-mkfs: a\\nb: no such file or directory; check the name");
    }

    @Test
    void treeThatIsNeitherDirectoryNorArchiveFails() throws IOException, InterruptedException {
        mkfs("-r", "tree/file", "disk.raw")
                .failed(
                        1,
                        "tfs-mkfs: tree/file: is not an archive that can be read; name a tar or cpio, "
                                + "plain or compressed with "
                                + "gzip, xz, zstd, lz4 or bzip2, a zip, or a directory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "QFI\\373\\0\\0\\0\\3 | is a qcow2 disk; convert it with qemu-img convert -O raw first",
                "KDMV\\1 | is a VMDK disk; convert it with qemu-img convert -O raw first",
                "vhdxfile | is a VHDX disk; convert it with qemu-img convert -O raw first",
                "TFSHALF1 | has only a part of the changes of an overlay, because tfs-fuse --commit-overlay was "
                        + "interrupted; run that again with the same file"
            })
    void imageThatCannotBeReadIsNamedAsSuch(String start, String refusal) throws IOException, InterruptedException {
        Command.shell("(printf '" + start + "'; head -c 100000 /dev/zero) >tree/disk")
                .in(temp)
                .run()
                .ok();
        mkfs("--tree", "-r", "tree/disk", "disk.raw").failed(1, "tfs-mkfs: tree/disk: " + refusal);
    }

    /** The name of the first file is at the start of an archive. */
    @Test
    void archiveWhoseFirstFileHasTheNameOfADiskFormatIsRead() throws IOException, InterruptedException {
        Command.shell("cd tree; touch vhdxfile; tar -cf archive vhdxfile")
                .in(temp)
                .run()
                .ok();
        assertTrue(
                mkfs("--tree", "-r", "tree/archive", "--dry-run").ok().output().contains("/vhdxfile"));
    }

    @Test
    void unreadableFileFails() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Path secret = Files.writeString(temp.resolve("tree/secret\n"), "x");
        Command.of("chmod", "000", secret).run().ok();
        Command.mkfs("-r", "tree", "disk.raw")
                .in(temp)
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + temp.toRealPath()
                                + "/tree/secret\\n: permission denied; check its owner and mode, and those of "
                                + "its directory");
    }

    @Test
    void unlistableDirectoryFails() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(temp);
        Path secret = Files.createDirectory(temp.resolve("tree/secret"));
        Command.of("chmod", "000", secret).run().ok();
        Command.mkfs("-r", "tree", "disk.raw")
                .in(temp)
                .under(runner)
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + secret.toRealPath()
                                + ": permission denied; check its owner and mode, and those of its directory");
    }

    @Test
    void debugOptionPrintsStackTrace() throws IOException, InterruptedException {
        Result result = mkfs("--debug", "-r", "none", "disk.raw");
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains("\tat dev.tfskit.mkfs.MkfsMain"), result.errors());
    }
}
