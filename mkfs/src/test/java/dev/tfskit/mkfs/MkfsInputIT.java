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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The inputs of tfs-mkfs: manifests, trees and standard input. */
@Timeout(300)
class MkfsInputIT {

    private static final String HELP = "; try 'tfs-mkfs --help'";
    private static final String NO_MANIFEST = "tfs-mkfs: standard input: begins with %s where a manifest has '('; "
            + "name a manifest with -m, or trees with -r and --tree\n";
    private static final String NOTHING_TO_MAKE =
            "tfs-mkfs: name a source: a tree with -r, a manifest with -m or on standard input; "
                    + "or make an empty volume with -e" + HELP;
    private static final List<String> WHOLE_TREE = List.of("/a (9)", "/etc", "/etc/b (1)");
    private static final List<String> FROM_MANIFEST = List.of("/named (9)");

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTreeAndManifest() throws IOException {
        temp = temp.toRealPath();
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(temp.resolve("tree/a"), "from tree");
        Files.writeString(temp.resolve("tree/etc/b"), "b");
        // The file is only in the tree: a lookup elsewhere does not find it.
        manifest("(children:(named:(contents:(host:/a))))");
    }

    private void manifest(String text) throws IOException {
        Files.writeString(temp.resolve("manifest"), text);
    }

    /** Runs a script in the directory, in which {@code mkfs} is the tool. */
    private Result run(String script) throws IOException, InterruptedException {
        return Command.shell("mkfs() { \"$launcher\" \"$@\"; }; launcher=$1; " + script, Command.launcher("tfs-mkfs"))
                .in(temp)
                .run();
    }

    private void assertTree(List<String> expected) throws IOException {
        assertEquals(expected, new MadeImage(temp.resolve("disk.raw")).tree());
        Files.delete(temp.resolve("disk.raw"));
    }

    private void assertNothingMade() {
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs -r tree -m manifest disk.raw",
                "mkfs -r tree -m - disk.raw <manifest",
                "cat manifest | mkfs -r tree -m - disk.raw",
                "mkfs -r tree disk.raw <manifest",
                "cat manifest | mkfs -r tree disk.raw",
                "{ printf '\\t# (a comment) \\r\\n\\n '; cat manifest; } | mkfs -r tree disk.raw"
            })
    void manifestBecomesAnImage(String script) throws IOException, InterruptedException {
        run(script).ok();
        assertTree(FROM_MANIFEST);
    }

    @Test
    void namedManifestLeavesStandardInputAlone() throws IOException, InterruptedException {
        Result result = run("printf data | { mkfs -r tree -m manifest disk.raw >&2; cat; }");
        assertEquals("data", result.output());
        assertTree(FROM_MANIFEST);
    }

    @Test
    void filesOfAManifestAreThoseOfTheHostWithoutARoot() throws IOException, InterruptedException {
        manifest("(children:(named:(contents:(host:tree/a))))");
        run("mkfs disk.raw <manifest").ok();
        assertTree(FROM_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs -r tree disk.raw </dev/null",
                "true | mkfs -r tree disk.raw",
                ": >empty; mkfs -r tree disk.raw <empty",
                "printf ' \\t\\r\\n# a comment alone (\\n' | mkfs -r tree disk.raw",
                "printf '# without a line feed' | mkfs -r tree disk.raw",
                "mkfs -r tree disk.raw <&-"
            })
    void withNothingOnStandardInputTheWholeTreeGoesIn(String script) throws IOException, InterruptedException {
        run(script).ok();
        assertTree(WHOLE_TREE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat manifest | { mkfs -r tree --tree disk.raw >&2; cat; }",
                "{ mkfs --tree -r tree disk.raw >&2; cat; } <manifest"
            })
    void withTreeStandardInputIsLeftToTheNextReader(String script) throws IOException, InterruptedException {
        Result result = run(script);
        assertEquals(0, result.exitCode(), result.errors());
        assertEquals(Files.readString(temp.resolve("manifest")), result.output());
        assertTree(WHOLE_TREE);
    }

    @Test
    void treeOptionDoesNotWaitForASilentPipe() throws IOException, InterruptedException {
        run("mkfifo silent; exec 3<>silent; mkfs -r tree --tree disk.raw <&3").ok();
        assertTree(WHOLE_TREE);
    }

    @ParameterizedTest
    @ValueSource(strings = {" # comment\nhello\nworld\n", "hello", "\u0000\u0000", "x y:z\n"})
    void leavesFileThatIsNoManifestToNextReader(String text) throws IOException, InterruptedException {
        Files.writeString(temp.resolve("data"), text);
        Result result = run("{ mkfs -r tree disk.raw >&2; cat; } <data");
        assertEquals(0, result.exitCode(), result.errors());
        assertEquals(text, result.output());
        assertTree(WHOLE_TREE);
    }

    @Test
    void leavesStandardInputToTheLoopThatRunsIt() throws IOException, InterruptedException {
        run("printf 'one\ntwo\nthree\n' >list; while read -r name; do mkfs -r tree $name.raw; done <list")
                .ok();
        for (String name : List.of("one", "two", "three")) {
            assertEquals(WHOLE_TREE, new MadeImage(temp.resolve(name + ".raw")).tree());
        }
    }

    @Test
    void startsInTheMiddleOfFile() throws IOException, InterruptedException {
        run("{ echo 'read by the shell'; cat manifest; } >input; { read -r line; mkfs -r tree disk.raw; } <input")
                .ok();
        assertTree(FROM_MANIFEST);
    }

    @Test
    void leavesPipeThatHasNoManifestToNextReader() throws IOException, InterruptedException {
        Result result = run("printf 'hello\nworld\n' | { mkfs -r tree disk.raw >&2; cat; }");
        assertEquals(0, result.exitCode(), result.errors());
        assertEquals("hello\nworld\n", result.output());
        assertTree(WHOLE_TREE);
    }

    @Test
    void readsManifestThatComesInPieces() throws IOException, InterruptedException {
        run("{ printf ' # com'; printf 'ment\n '; cat manifest; } | mkfs -r tree disk.raw")
                .ok();
        assertTree(FROM_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "pipe"})
    void rejectsOtherBytesWithoutTreesAndTakesNone(String kind) throws IOException, InterruptedException {
        Files.writeString(temp.resolve("data"), "hello\nworld\n");
        String reading = "{ mkfs disk.raw && code=0 || code=$?; cat; exit $code; }";
        Result result = run(kind.equals("file") ? reading + " <data" : "cat data | " + reading);
        assertEquals(NO_MANIFEST.formatted("'h'"), result.errors());
        assertEquals("hello\nworld\n", result.output());
        assertEquals(1, result.exitCode());
        assertNothingMade();
    }

    @Test
    void bytesThatAreNoTextAreNamedByTheirNumber() throws IOException, InterruptedException {
        Result result = run("head -c 100 /dev/zero | mkfs disk.raw");
        assertEquals(NO_MANIFEST.formatted("byte 0"), result.errors());
        assertEquals(1, result.exitCode());
        assertNothingMade();
    }

    @Test
    void silentPipeGivesHintAndThenWorks() throws IOException, InterruptedException {
        Result result = run("""
                mkfifo input messages
                mkfs -r tree disk.raw <input 2>messages &
                exec 3>input 4<messages
                read -r hint <&4
                cat manifest >&3
                exec 3>&-
                wait $!
                printf '%s\\n' "$hint"
                cat <&4
                """).ok();
        assertEquals(
                "tfs-mkfs: standard input: note: is open but silent, and tfs-mkfs waits for a manifest from it; "
                        + "give --tree to take the trees of -r whole",
                result.lines().get(1));
        assertEquals(2, result.lines().size());
        assertTree(FROM_MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfs disk.raw </dev/null",
                "true | mkfs disk.raw",
                "mkfs disk.raw <&-",
                "mkfs -t '(a:b)' disk.raw </dev/null"
            })
    void withoutAnyInputNoImageIsMade(String script) throws IOException, InterruptedException {
        run(script).failed(2, NOTHING_TO_MAKE);
        assertNothingMade();
    }

    @Test
    void emptyVolumeNeedsNoInput() throws IOException, InterruptedException {
        Result result = run("{ mkfs -e disk.raw >&2; cat; } <manifest");
        assertEquals(Files.readString(temp.resolve("manifest")), result.output());
        assertTree(List.of());
    }

    @Test
    void allFaultsOfATextAreReportedWithLineAndCaret() throws IOException, InterruptedException {
        manifest("""
                (children:(
                  one two
                  three:(contents:(host:/a)))
                \targuments:[a b)
                """);
        String errors = """
                tfs-mkfs: %1$s:2:7: ':' after the name one is expected, not 't'
                    one two
                        ^
                tfs-mkfs: %1$s:4:16: a value or ']' is expected, not ')'
                   arguments:[a b)
                                 ^
                """;
        Result named = run("mkfs -r tree -m manifest disk.raw");
        assertEquals(errors.formatted("manifest"), named.errors());
        assertEquals(1, named.exitCode());
        assertEquals(
                errors.formatted("standard input"),
                run("mkfs disk.raw <manifest").errors());
        assertNothingMade();
    }

    @Test
    void refusesEmptyManifestFile() throws IOException, InterruptedException {
        Result result = run("mkfs -r tree -m - disk.raw </dev/null");
        assertEquals(
                "tfs-mkfs: standard input:1:1: '(' at the start of a tuple is expected, but the text ends\n",
                result.errors());
        assertEquals(1, result.exitCode());
        assertNothingMade();
    }

    @Test
    void allMissingFilesAreReportedWithTheirPaths() throws IOException, InterruptedException {
        manifest("""
                (children:(
                  there:(contents:(host:/a))
                  x:(contents:(host:/none))
                  d:(children:(
                    "y z":(contents:(host:nor-this))))))
                """);
        Result result = run("mkfs -r tree -m manifest disk.raw");
        assertEquals("""
                tfs-mkfs: manifest:3:21: /x: the host file /none is not there, neither in the target root tree nor as /none; correct its path
                    x:(contents:(host:/none))
                                      ^
                tfs-mkfs: manifest:5:27: /d/y z: the host file nor-this is not there, neither in the target root tree nor as nor-this; correct its path
                      "y z":(contents:(host:nor-this))))))
                                            ^
                """, result.errors());
        assertEquals(1, result.exitCode());
        assertNothingMade();
    }

    @Test
    void oddManifestIsAcceptedWithNotices() throws IOException, InterruptedException {
        manifest("(children:(named:(contents:(host:/a))) debug: )");
        run("mkfs -r tree -m manifest disk.raw")
                .okWith("tfs-mkfs: manifest:1:47: warning: "
                        + "the attribute debug has no value and gets an empty text; write \"\" where that is meant");
        assertTree(FROM_MANIFEST);
    }

    @Test
    void withTreeAManifestGoesOverTheTree() throws IOException, InterruptedException {
        manifest("""
                (children:(
                  a:(contents:(host:manifest))
                  etc:(children:(new:(linktarget:../a)))
                  named:(contents:(host:/a))))
                """);
        run("mkfs -r tree --tree -m manifest disk.raw").ok();
        assertEquals(Files.readString(temp.resolve("manifest")), new MadeImage(temp.resolve("disk.raw")).text("/a"));
        assertTree(List.of(
                "/a (" + Files.size(temp.resolve("manifest")) + ")",
                "/etc",
                "/etc/b (1)",
                "/etc/new -> ../a",
                "/named (9)"));
    }

    @Test
    void rootAttributesOfTheCommandLineOverrideTheManifest() throws IOException, InterruptedException {
        manifest("(children:(named:(contents:(host:/a))) fault:manifest debug:t)");
        run("mkfs -r tree -t '(fault:given)' -m manifest disk.raw").ok();
        assertEquals("(debug:t fault:given)", new MadeImage(temp.resolve("disk.raw")).rootAttributes());
    }

    @Test
    void tarOnStandardInputBecomesTree() throws IOException, InterruptedException {
        run("tar -C tree -cf - . | mkfs -r - disk.raw").ok();
        assertTree(WHOLE_TREE);
    }

    @ParameterizedTest
    @CsvSource({
        "mkfs -r tree -r tree disk.raw <manifest, 2 trees are given",
        "tar -C tree -cf x.tar .; mkfs -r x.tar disk.raw <manifest, x.tar is not a directory"
    })
    void manifestOnStandardInputNeedsATargetRoot(String script, String given) throws IOException, InterruptedException {
        run(script)
                .failed(
                        2,
                        "tfs-mkfs: with a manifest, -r is one directory in which its files are looked up, but " + given
                                + "; give --tree to take the trees whole, with the manifest over them" + HELP);
        assertNothingMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r - -m -", "-r - -r -"})
    void standardInputIsReadOnce(String options) throws IOException, InterruptedException {
        run("mkfs " + options + " disk.raw <manifest")
                .failed(
                        2,
                        "tfs-mkfs: standard input is named twice and can be read only once; name a file in place of one"
                                + HELP);
        assertNothingMade();
    }

    @Test
    void missingManifestFails() throws IOException, InterruptedException {
        run("mkfs -m none disk.raw").failed(1, "tfs-mkfs: none: no such file or directory; check the name");
        run("mkfs -m tree disk.raw").failed(1, "tfs-mkfs: tree: is a directory; name the file of a manifest");
        assertNothingMade();
    }

    /** Of what cannot be a manifest, only the start is read. */
    @ParameterizedTest
    @ValueSource(strings = {"mkfs -m /dev/zero", "truncate -s 1T big; mkfs -m big", "mkfs -m - </dev/zero"})
    void endlessFileIsNoManifest(String command) throws IOException, InterruptedException {
        Result result = run(command + " disk.raw");
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains(": '(' at the start of a tuple is expected"), result.errors());
        assertNothingMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfs -m big disk.raw", "mkfs -m - disk.raw <big", "cat big | mkfs disk.raw"})
    void refusesManifestThatIsTooLarge(String command) throws IOException, InterruptedException {
        String name = command.contains("-m big") ? "big" : "standard input";
        run("export TFS_JAVA_OPTS=-Xmx3g; printf '(' >big; truncate -s 1100M big; " + command)
                .failed(
                        1,
                        "tfs-mkfs: " + name + ": has more than 1073741824 bytes, the most that a manifest can have; "
                                + "name another file");
        assertNothingMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m -", "-r -", "-r oci:-", ""})
    void directoryOnStandardInputIsNamed(String options) throws IOException, InterruptedException {
        run("mkfs " + options + " disk.raw <tree").failed(1, "tfs-mkfs: standard input: is a directory; name a file");
        assertNothingMade();
    }
}
