// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostProgram;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A system call of a tool fails once, by fault injection of strace. The tool then prints one line with the name of a
 * file, ends with a documented exit code, and leaves a whole file under the name of the result or none; or it gets
 * along without the call. With {@code -Dtfs.test.full=true}, every call on the files of a run fails in turn.
 */
@Order(1)
@Tag("slow")
class HostFaultsIT {

    /**
     * The process keeps its number when strace detaches itself, and so the temporary name of its output is known. Calls
     * are counted for the named files alone, because the JVM makes thousands of its own.
     */
    private static final String INJECT = """
            call=$1 number=$2 error=$3
            shift 3
            exec strace --seccomp-bpf -D -f -qq -o /dev/null \\
                -e trace="$call" -e inject="$call:error=$error:when=$number" \\
                -P "$PWD/result" -P "$PWD/result/disk.raw" \\
                -P "$PWD/result/.disk.raw.tfs-tmp-$$-0" -P "$PWD/result/.disk.raw.tfs-tmp-$$-1" \\
                -P "$PWD/result/large" -P "$PWD/result/sub" -P "$PWD/result/sub/small" -P "$PWD/result/link" \\
                -P "$PWD/result/out.tar" -P "$PWD/result/.out.tar.tfs-tmp-$$-0" \\
                -P "$PWD/tree" -P "$PWD/tree/large" -P "$PWD/tree/sub" -P "$PWD/tree/sub/small" \\
                -P "$PWD/tree.tar" -P "$PWD/oci" -P "$PWD/oci/index.json" -P "$PWD/oci/oci-layout" \\
                $(printf -- '-P %s ' "$PWD"/oci/blobs/sha256/*) \\
                -P "$PWD/good.raw" "$@"
            """;

    private static final boolean FULL = Boolean.getBoolean("tfs.test.full");

    /** What each test copies before it begins. */
    @TempDir
    private static Path made;

    @TempDir
    private Path temp;

    @BeforeAll
    static void makeTreeAndImage() throws IOException, InterruptedException {
        Command.shell("""
                mkdir -p tree/sub result
                head -c 3000000 /dev/urandom >tree/large
                echo small >tree/sub/small
                ln -s large tree/link
                tar -C tree -cf tree.tar .
                "$1" -q --tree -r tree good.raw
                """, Command.launcher("tfs-mkfs")).in(made).run().ok();
        HostProgram.UMOCI.run("init", "--layout", made.resolve("oci"));
        HostProgram.UMOCI.run("new", "--image", made.resolve("oci") + ":x");
        HostProgram.UMOCI.run("insert", "--image", made.resolve("oci") + ":x", made.resolve("tree"), "/");
    }

    @BeforeEach
    void copyTreeAndImage() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        Command.of("cp", "-a", made + "/.", temp).run().ok();
    }

    /** Runs a tool while one call, or each from one on (such as {@code 3+}), fails. */
    private Result run(String call, Object when, String error, String tool, Object... arguments)
            throws IOException, InterruptedException {
        return Command.shell(INJECT, call, when, error)
                .with(Command.launcher(tool))
                .with(arguments)
                .in(temp)
                .run();
    }

    private static Stream<Arguments> each(String... callsWithCounts) {
        return Stream.of(callsWithCounts).flatMap(text -> {
            String[] words = text.split(" ");
            int most = Integer.parseInt(words[1]);
            return (FULL ? IntStream.rangeClosed(1, most) : IntStream.of(Math.ceilDiv(most, 2)))
                    .mapToObj(number -> Arguments.of(words[0], number, words[2]));
        });
    }

    static Stream<Arguments> makesWholeImageOrNone() {
        return each(
                "openat 14 EIO",
                "openat 14 EMFILE",
                "fcntl 6 EIO",
                "fstat 4 EIO",
                "statx 14 EIO",
                "newfstatat 3 EIO",
                "getdents64 6 EIO",
                "pread64 6 EIO",
                "pwrite64 4 ENOSPC",
                "fsync 2 EIO",
                "rename 1 EIO",
                "readlink 8 EIO",
                "close 12 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void makesWholeImageOrNone(String call, int number, String error) throws IOException, InterruptedException {
        assertWholeImageOrNone(
                "tfs-mkfs",
                run(
                        call,
                        number,
                        error,
                        "tfs-mkfs",
                        "-q",
                        "--tree",
                        "--sync",
                        "--verify",
                        "-r",
                        "tree",
                        "result/disk.raw"));
    }

    private void assertWholeImageOrNone(String tool, Result result) throws IOException {
        List<String> left = left();
        switch (result.exitCode()) {
            case 0, 3 -> {
                assertEquals(List.of("disk.raw"), left, result.errors());
                InProcess.dump("--check", temp.resolve("result/disk.raw")).ok();
            }
            case 1 -> assertEquals(List.of(), left, result.errors());
            default -> throw new AssertionError(result.exitCode() + ": " + result.errors());
        }
        assertOneLine(result, tool);
    }

    static Stream<Arguments> makesWholeImageOfArchiveOrNone() {
        return each(
                "openat 3 EIO",
                "fstat 7 EIO",
                "statx 6 EIO",
                "lseek 2 EIO",
                "read 1 EIO",
                "pread64 7 EIO",
                "pwrite64 7 ENOSPC",
                "close 6 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void makesWholeImageOfArchiveOrNone(String call, int number, String error)
            throws IOException, InterruptedException {
        assertWholeImageOrNone(
                "tfs-mkfs",
                run(call, number, error, "tfs-mkfs", "-q", "--tree", "--sync", "-r", "tree.tar", "result/disk.raw"));
    }

    static Stream<Arguments> makesWholeImageOfContainerOrNone() {
        return each(
                "openat 3 EIO",
                "fstat 10 EIO",
                "getdents64 3 EIO",
                "lseek 4 EIO",
                "read 64 EIO",
                "pwrite64 6 ENOSPC",
                "close 12 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void makesWholeImageOfContainerOrNone(String call, int number, String error)
            throws IOException, InterruptedException {
        assertWholeImageOrNone(
                "tfs-mkfs",
                run(call, number, error, "tfs-mkfs", "-q", "--tree", "--sync", "-r", "oci:oci", "result/disk.raw"));
    }

    static Stream<Arguments> makesWholeCompressedImageOrNone() {
        return each(
                "openat 5 EIO",
                "fcntl 6 EIO",
                "pread64 5 EIO",
                "pwrite64 6 ENOSPC",
                "write 9 ENOSPC",
                "fsync 2 EIO",
                "unlink 1 EIO",
                "rename 1 EIO",
                "close 5 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void makesWholeCompressedImageOrNone(String call, int number, String error)
            throws IOException, InterruptedException {
        assertWholeImageOrNone(
                "tfs-mkfs",
                run(
                        call,
                        number,
                        error,
                        "tfs-mkfs",
                        "-q",
                        "--tree",
                        "--sync",
                        "--lz4",
                        "-r",
                        "tree",
                        "result/disk.raw"));
    }

    static Stream<Arguments> salvagesWholeImageOrNone() {
        return each(
                "fcntl 4 EIO", "fstat 14 EIO", "pread64 11 EIO", "pwrite64 6 ENOSPC", "rename 1 EIO", "close 4 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void salvagesWholeImageOrNone(String call, int number, String error) throws IOException, InterruptedException {
        Result result = run(call, number, error, "tfs-dump", "--check", "--salvage", "result/disk.raw", "good.raw");
        List<String> left = left();
        if (left.isEmpty()) {
            assertEquals(8, result.exitCode(), result.errors());
        } else {
            assertEquals(List.of("disk.raw"), left, result.errors());
            InProcess.dump("--check", temp.resolve("result/disk.raw")).ok();
        }
        // A block that cannot be read once is damage.
        if (result.exitCode() != 4) {
            assertOneLine(result, "tfs-dump");
        }
    }

    static Stream<Arguments> writesWholeArchiveOrNone() {
        return each(
                "openat 4 EIO",
                "fcntl 3 EIO",
                "fstat 6 EIO",
                "pread64 6 EIO",
                "write 3 ENOSPC",
                "rename 1 EIO",
                "close 4 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void writesWholeArchiveOrNone(String call, int number, String error) throws IOException, InterruptedException {
        Result result = run(call, number, error, "tfs-dump", "--tar", "result/out.tar", "good.raw");
        List<String> left = left();
        switch (result.exitCode()) {
            case 0 -> Command.shell("tar -tf result/out.tar").in(temp).run().ok();
            // An entry that cannot be read is named, and the others are in the archive.
            case 1 ->
                assertTrue(left.isEmpty() || left.equals(List.of("out.tar")), () -> left + ": " + result.errors());
            default -> throw new AssertionError(result.exitCode() + ": " + result.errors());
        }
        assertOneLine(result, "tfs-dump");
    }

    static Stream<Arguments> extractsEntriesWholeOrNamesThem() {
        return each(
                "openat 5 EIO",
                "openat 3 EMFILE",
                "fcntl 2 EIO",
                "fstat 6 EIO",
                "pread64 7 EIO",
                "pwrite64 3 ENOSPC",
                "mkdirat 1 EIO",
                "symlinkat 1 EIO",
                "fchmod 2 EIO",
                "utimensat 3 EIO",
                "close 3 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void extractsEntriesWholeOrNamesThem(String call, int number, String error)
            throws IOException, InterruptedException {
        Result result = run(call, number, error, "tfs-dump", "-d", "result", "good.raw");
        String errors = result.errors();
        assertTrue(
                result.exitCode() == 0 && errors.lines().allMatch(line -> line.contains(": warning: "))
                        || result.exitCode() == 1 && !errors.isEmpty(),
                () -> result.exitCode() + ": " + errors);
        assertTrue(
                errors.lines().allMatch(line -> line.startsWith("tfs-dump: ")) && !errors.contains("internal error"),
                errors);
        Command.shell("""
                for name in large sub/small; do
                    [ ! -e result/$name ] || cmp tree/$name result/$name
                done
                [ $1 != 0 ] || diff -r tree result
                """, result.exitCode()).in(temp).run().ok();
    }

    static Stream<Arguments> replacesEntriesOrKeepsThem() {
        return each(
                "openat 4 EIO",
                "pread64 7 EIO",
                "pwrite64 3 ENOSPC",
                "mkdirat 2 EIO",
                "symlinkat 2 EIO",
                "linkat 2 EIO",
                "fchmod 2 EIO",
                "utimensat 1 EIO",
                "renameat 4 EIO",
                "close 3 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void replacesEntriesOrKeepsThem(String call, int number, String error) throws IOException, InterruptedException {
        Command.shell("""
                ln tree/large tree/second
                "$1" -q --tree -r tree good.raw
                echo mine | tee result/large result/second >result/sub
                ln -s mine result/link
                """, Command.launcher("tfs-mkfs")).in(temp).run().ok();
        Result result = run(call, number, error, "tfs-dump", "-d", "result", "--overwrite", "good.raw");
        assertTrue(result.exitCode() == 0 || !result.errors().isEmpty(), result.errors());
        assertEquals(List.of("large", "link", "second", "sub"), left());
        Command.shell("""
                is_mine() { [ -f "$1" ] && [ "$(cat "$1")" = mine ]; }
                for name in large second; do
                    cmp tree/large result/$name || is_mine result/$name
                done
                [ "$(readlink result/link)" = large ] || [ "$(readlink result/link)" = mine ]
                [ -d result/sub ] || is_mine result/sub
                [ $1 != 0 ] || diff -r tree result
                """, result.exitCode()).in(temp).run().ok();
    }

    private void makeOldFile() throws IOException {
        Files.writeString(temp.resolve("result/sub"), "mine");
    }

    /** Extracts a directory in place of the old file, which takes several steps. */
    private Result replaceFileByDirectory(String call, String when, String error)
            throws IOException, InterruptedException {
        makeOldFile();
        return run(call, when, error, "tfs-dump", "-d", "result", "--overwrite", "good.raw", "/sub");
    }

    /** Returns the name under which the old file was left. */
    private String nameOfOldFile() throws IOException {
        String name = left().getFirst();
        assertTrue(name.startsWith(".tfs-old-"), name);
        assertEquals("mine", Files.readString(temp.resolve("result").resolve(name)));
        return name;
    }

    @Test
    void killedRunLeavesOldFileUnderNameOfItsOwn() throws IOException, InterruptedException {
        makeOldFile();
        // With --seccomp-bpf, strace would not send the signal.
        Result result =
                Command.shell("""
                exec strace -D -f -qq -o /dev/null -e trace=renameat -e inject=renameat:signal=KILL:when=3 \\
                    -P "$PWD/result" "$1" -d result --overwrite good.raw /sub
                """, Command.launcher("tfs-dump")).in(temp).run();
        assertEquals(137, result.exitCode(), result.errors());
        List<String> left = left();
        assertEquals(2, left.size(), left::toString);
        assertEquals(left.getFirst(), nameOfOldFile());
        assertTrue(left.getLast().startsWith(".tfs-tmp-"), left::toString);
    }

    @Test
    void namesOldFileThatDoesNotGetItsNameBack() throws IOException, InterruptedException {
        Result result = replaceFileByDirectory("renameat", "3+", "EIO");
        assertEquals(1, result.exitCode());
        assertEquals(
                "tfs-dump: /sub: could not be replaced, and the old entry lost its name: input/output error; it is now "
                        + nameOfOldFile() + "\n",
                result.errors());
        assertEquals(List.of(nameOfOldFile()), left());
    }

    @Test
    void namesOldFileThatCannotBeRemoved() throws IOException, InterruptedException {
        Result result = replaceFileByDirectory("unlinkat", "2", "EIO").okWithWarnings();
        assertEquals(
                "tfs-dump: /sub: warning: the old entry could not be removed: input/output error; it is now "
                        + nameOfOldFile() + "\n",
                result.errors());
        assertEquals(List.of(nameOfOldFile(), "sub"), left());
        Command.shell("diff -r tree/sub result/sub").in(temp).run().ok();
    }

    /** Some file systems of hosts do not rename over an existing file. */
    @Test
    void replacesFileWhereRenamingReplacesNothing() throws IOException, InterruptedException {
        Command.shell("echo mine >result/large").in(temp).run().ok();
        run("renameat", 1, "EEXIST", "tfs-dump", "-d", "result", "--overwrite", "good.raw")
                .ok();
        Command.shell("diff -r tree result").in(temp).run().ok();
    }

    /** A network file system may report a lost write only when the file is closed. */
    @Test
    void fileThatFailsToCloseDoesNotStay() throws IOException, InterruptedException {
        Result result = failingToClose("result/large", "\"$1\" -d result good.raw", "tfs-dump")
                .run();
        assertEquals("tfs-dump: /large: input/output error\n", result.errors());
        assertEquals(1, result.exitCode());
        assertEquals(List.of("link", "sub"), left());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cat /large", "--tar -", "-t", "--help"})
    void standardOutputThatFailsToCloseIsNamed(String view) throws IOException, InterruptedException {
        failingToClose("result/output", "\"$1\" " + view + " good.raw >result/output", "tfs-dump")
                .under(Mounts.unknown(temp.resolve("result")))
                .run()
                .failed(
                        1,
                        "tfs-dump: standard output: input/output error; the disk or its connection may be failing: see "
                                + "the system log");
    }

    @Test
    void imageIsCompleteWhenItsSummaryFailsToClose() throws IOException, InterruptedException {
        failingToClose("result/output", "\"$1\" -e new.raw >result/output", "tfs-mkfs")
                .under(Mounts.unknown(temp.resolve("result")))
                .run()
                .failed(
                        3,
                        "tfs-mkfs: standard output: input/output error; the image is complete, but its summary could "
                                + "not be printed; tfs-dump shows it");
        InProcess.dump("--check", temp.resolve("new.raw")).ok();
    }

    private Command failingToClose(String file, String script, String tool) {
        return Command.shell("""
                exec strace --seccomp-bpf -f -qq -o /dev/null -e trace=close -e inject=close:error=EIO \
                    -P "$PWD/$1" sh -c "$2" sh "$3"
                """, file, script, Command.launcher(tool)).in(temp);
    }

    @Test
    void firstReadOfAnImageNamesIt() throws IOException, InterruptedException {
        run("pread64", 1, "EIO", "tfs-dump", "-t", "good.raw")
                .failed(
                        1,
                        "tfs-dump: good.raw: input/output error; the disk or its connection may be failing: see the "
                                + "system log");
    }

    /** The tenth read of the image is one of the contents of {@code large}. */
    @Test
    void checksumsGoOnBehindUnreadableFile() throws IOException, InterruptedException {
        for (List<Object> form : List.<List<Object>>of(List.of("--sha256"), List.of("--sha256", "--json"))) {
            List<Object> arguments = new ArrayList<>(form);
            arguments.add("good.raw");
            Result result = run("pread64", 10, "EIO", "tfs-dump", arguments.toArray());
            assertEquals(1, result.exitCode());
            assertEquals("tfs-dump: /large: the image cannot be read: input/output error\n", result.errors());
            assertTrue(result.output().contains("sub/small"), result.output());
            assertFalse(result.output().contains("large"), result.output());
        }
    }

    static Stream<Arguments> updatesWhollyOrNotAtAll() {
        return each(
                "openat 1 EIO",
                "fcntl 2 EIO",
                "fstat 7 EIO",
                "pread64 5 EIO",
                "pwrite64 1 ENOSPC",
                "fdatasync 1 EIO",
                "fdatasync 2 EIO",
                "fdatasync 3 EIO",
                "close 1 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void updatesWhollyOrNotAtAll(String call, int number, String error) throws IOException, InterruptedException {
        Command.shell("cp good.raw result/disk.raw; echo more >tree/more; echo other >tree/sub/small")
                .in(temp)
                .run()
                .ok();
        Result result = run(call, number, error, "tfs-mkfs", "-q", "--update", "-r", "tree", "result/disk.raw");
        InProcess.dump("--check", temp.resolve("result/disk.raw")).ok();
        InProcess.dump("-d", temp.resolve("new"), temp.resolve("result/disk.raw"))
                .ok();
        InProcess.dump("-d", temp.resolve("old"), temp.resolve("good.raw")).ok();
        Command.shell("diff -r new tree || { [ \"$1\" = 1 ] && diff -r new old; }", result.exitCode())
                .in(temp)
                .run()
                .ok();
        assertOneLine(result, "tfs-mkfs");
    }

    /** Without another change, the first flush makes the image durable, and the second one the holes. */
    @Test
    void doesNotTakeTheImageForWholeWhenItsFlushFails() throws IOException, InterruptedException {
        Command.shell("cp good.raw result/disk.raw").in(temp).run().ok();
        run("fdatasync", 1, "EIO", "tfs-mkfs", "--update", "--punch", "result/disk.raw")
                .failed(
                        1,
                        "tfs-mkfs: result/disk.raw: input/output error; the disk or its connection may be failing: "
                                + "see the system log");
    }

    /** Copies the image, with a change and with holes. */
    private Result copy(String call, int number, String error) throws IOException, InterruptedException {
        return run(
                call,
                number,
                error,
                "tfs-mkfs",
                "-q",
                "--update",
                "--punch",
                "-l",
                "copied",
                "--copy-to",
                "result/disk.raw",
                "good.raw");
    }

    @Test
    void leavesNoCopyThatIsToGetHolesWhenItsFlushFails() throws IOException, InterruptedException {
        Result result = copy("fsync", 1, "EIO");
        assertEquals(1, result.exitCode());
        assertOneLine(result, "tfs-mkfs");
        assertEquals(List.of(), left());
    }

    @Test
    void reportsThatAllElseIsCommittedWhenHolesAreNotMade() throws IOException, InterruptedException {
        Command.shell("cp good.raw result/disk.raw").in(temp).run().ok();
        run("fdatasync", 2, "EIO", "tfs-mkfs", "--update", "--punch", "result/disk.raw")
                .failed(
                        3,
                        "tfs-mkfs: result/disk.raw: input/output error; everything else is committed, but not all "
                                + "free blocks are given back; run it again with --punch alone");
        InProcess.dump("--diff", temp.resolve("good.raw"), temp.resolve("result/disk.raw"))
                .ok();
    }

    static Stream<Arguments> copiesWholeImageOrNone() {
        return each("copy_file_range 2 EIO", "copy_file_range 2 EOPNOTSUPP", "fallocate 1 EIO", "ftruncate 1 EIO");
    }

    @ParameterizedTest
    @MethodSource
    void copiesWholeImageOrNone(String call, int number, String error) throws IOException, InterruptedException {
        Result result = copy(call, number, error);
        assertEquals("", result.ok().errors());
        assertEquals(List.of("disk.raw"), left());
        InProcess.dump("--check", temp.resolve("result/disk.raw")).ok();
        InProcess.dump("-d", temp.resolve("new"), temp.resolve("result/disk.raw"))
                .ok();
        Command.shell("diff -r new tree").in(temp).run().ok();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("result"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertOneLine(Result result, String tool) {
        String errors = result.errors();
        if (result.exitCode() == 0) {
            assertTrue(errors.isEmpty() || errors.contains(": warning: "), errors);
            return;
        }
        assertEquals(1, errors.lines().count(), errors);
        assertTrue(errors.matches(tool + ": [^:]*(result|tree|oci|good[.]raw|large|small|link)[^:]*: .*\n"), errors);
        assertFalse(errors.contains("internal error"), errors);
    }
}
