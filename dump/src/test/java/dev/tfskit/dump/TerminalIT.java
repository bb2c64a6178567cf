// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see on a terminal, where scripts get the form of the C tool. */
class TerminalIT {

    @TempDir
    private static Path temp;

    private static Path image;

    @BeforeAll
    static void makeImage() throws IOException, InterruptedException {
        Path tree = temp.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.createDirectories(tree.resolve("z"));
        Files.write(tree.resolve("a/b/large"), new byte[12_345]);
        Files.write(tree.resolve("a/small"), new byte[1]);
        Files.createSymbolicLink(tree.resolve("z/link"), Path.of("/a"));
        image = temp.resolve("disk.raw");
        String attributes = "(program:/a/small arguments:[small \"two words\"]"
                + " environment:(HOME:/root GREETING:\"it's me\") mounts:(%1:/data) fault:t)";
        InProcess.mkfs("-r", tree, "-t", attributes, image).okWithWarnings();
    }

    private static Result onTerminal(Object... arguments) throws IOException, InterruptedException {
        return Command.dump(arguments)
                .in(temp)
                .env("TFS_JAVA_OPTS", "-Dtfs.terminal=out,err")
                .env("TERM", "dumb")
                .run()
                .ok();
    }

    private static String inPipe(Object... arguments) throws IOException, InterruptedException {
        return Command.dump(arguments).in(temp).run().ok().output();
    }

    @Test
    void withoutViewTerminalShowsSummaryAndHowToSeeTheRest() throws IOException, InterruptedException {
        List<String> lines = onTerminal(image).lines();
        assertTrue(lines.contains("Label:         (none)"), lines.toString());
        assertTrue(lines.contains("Program:       /a/small"), lines.toString());
        assertEquals("-t prints the tree, --metadata all metadata; --help lists the other views.", lines.getLast());
        assertEquals(inPipe("--metadata", image), onTerminal("--c-style", image).output());
        assertEquals(inPipe("--metadata", image), inPipe(image));
    }

    @Test
    void infoShowsWhatTheImageRuns() throws IOException, InterruptedException {
        List<String> lines = inPipe("--info", image).lines().toList();
        for (String line : List.of(
                "Program:       /a/small",
                "Arguments:     small 'two words'",
                "Environment:   GREETING='it'\\''s me'",
                "Environment:   HOME=/root",
                "Mount:         %1 on /data",
                "Attributes:    fault; --stat / prints them")) {
            assertTrue(lines.contains(line), line + " in " + lines);
        }
    }

    @Test
    void environmentIsQuotedForTheShell() throws IOException, InterruptedException {
        assertEquals("GREETING='it'\\''s me'\nHOME=/root\n", inPipe("--env", image));
        assertEquals("GREETING=it's me\0HOME=/root\0", inPipe("--env", "-0", image));
        String path = Command.PROJECT.resolve("bin") + ":" + System.getenv("PATH");
        assertEquals(
                "GREETING=it's me\nHOME=/root\n",
                Command.shell(
                                "set -a; eval \"$(tfs-dump --env \"$1\")\"; echo GREETING=$GREETING; echo HOME=$HOME",
                                image)
                        .env("PATH", path)
                        .run()
                        .ok()
                        .output());
    }

    /** The part behind the zero byte would be a word of its own for {@code xargs -0}. */
    @Test
    void valueWithZeroByteIsLeftOut() throws IOException {
        Tuple root = HandMadeVolume.tuple("(children:() environment:(HOME:/root))");
        root.tuple(Symbol.of("environment")).orElseThrow().set(Symbol.of("A"), Text.of("x\0sh\0-c\0touch /tmp/made"));
        Path file = Files.write(
                temp.resolve("zero.raw"), HandMadeVolume.device(root, 0).toByteArray());
        String warning =
                "tfs-dump: A: warning: is left out, because no program can have this variable of the environment\n";
        for (List<Object> words : List.<List<Object>>of(List.of("--env", file), List.of("--env", "-0", file))) {
            Result result = InProcess.dump(words.toArray());
            assertEquals(0, result.exitCode());
            assertEquals(warning, result.errors());
            assertEquals("HOME=/root", result.output().strip().replace("\0", ""));
        }
    }

    @Test
    void treeHasBranchesOnTerminal() throws IOException, InterruptedException {
        String drawn = onTerminal("-t", image).output();
        assertEquals("""
                /
                ├── a
                │   ├── b
                │   │   └── large (12.3 kB)
                │   └── small (1 byte)
                └── z
                    └── link -> /a

                3 directories, 3 other entries
                """, drawn.substring(drawn.indexOf("/\n")));
        String plain = inPipe("-t", image);
        assertTrue(plain.contains("\n|   |   |   large (12345)\n"), plain);
        assertEquals(plain, onTerminal("-t", "--c-style", image).output());
    }

    @Test
    void colorDecidesColoursInPipe() throws IOException, InterruptedException {
        String coloured = inPipe("-t", "--color=always", image);
        assertTrue(coloured.contains("├── \u001b[1;34ma\u001b[0m\n"), coloured);
        assertTrue(coloured.contains("└── small (1 byte)"), coloured);
        assertFalse(inPipe("-t", "--color=never", image).contains("\u001b"));
    }
}
