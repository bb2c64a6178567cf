// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools when the reader of standard output goes away, or the disk behind it is full. */
class StandardOutputIT {

    private static final String FULL =
            ": standard output: no space left on device; free some space or choose another place\n";

    @TempDir
    private static Path shared;

    private static Path image;

    @TempDir
    private Path temp;

    @BeforeAll
    static void makeImageWithALongListing() throws IOException, InterruptedException {
        image = shared.resolve("disk.raw");
        Path tree = Files.createDirectory(shared.resolve("tree"));
        for (int i = 0; i < 3000; i++) {
            Files.createFile(tree.resolve("n".repeat(200) + i));
        }
        InProcess.mkfs("-r", tree, image).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", ""})
    void closedPipeEndsToolQuietly(String option) throws IOException, InterruptedException {
        String script = "{ \"$1\" $2 \"$3\" && code=0 || code=$?; echo $code >\"$4\"; } | head -n 1";
        Path code = temp.resolve("code");
        Result result = Command.shell(script, Command.launcher("tfs-dump"), option, image, code)
                .run()
                .ok();
        assertEquals(List.of("Label: "), result.lines());
        assertEquals("141\n", Files.readString(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "", "--help", "--version"})
    void fullDiskIsFailure(String option) throws IOException, InterruptedException {
        Result result = Command.shell("exec \"$1\" $2 \"$3\" >/dev/full", Command.launcher("tfs-dump"), option, image)
                .run();
        assertEquals("tfs-dump" + FULL, result.errors());
        assertEquals(1, result.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-e", "--update -l changed"})
    void imageIsCompleteWhenOnlySummaryIsLost(String options) throws IOException, InterruptedException {
        Path another = temp.resolve("another.raw");
        Files.copy(image, another);
        Result result = Command.shell(
                        "exec \"$1\" " + options + " \"$2\" >/dev/full", Command.launcher("tfs-mkfs"), another)
                .run();
        assertEquals(
                "tfs-mkfs: standard output: no space left on device; the image is complete, but its summary could not "
                        + "be printed; tfs-dump shows it\n",
                result.errors());
        assertEquals(3, result.exitCode());
        InProcess.dump(another).ok();
    }

    @Test
    void coloursAreForTerminalsOnly() throws IOException, InterruptedException {
        assertFalse(InProcess.dump("-t", image).ok().output().contains("\u001b"));
        String typescript = "exec script --quiet --return --command \"$1 -t $2\" /dev/null </dev/null";
        Command onTerminal = Command.shell(typescript, Command.launcher("tfs-dump"), image)
                .env("TERM", "xterm")
                .env("NO_COLOR", "");
        assertTrue(onTerminal.run().ok().output().contains("\u001b["));
        assertFalse(onTerminal.env("NO_COLOR", "1").run().ok().output().contains("\u001b"));
    }

    @Test
    void closedStandardOutputIsNamed() throws IOException, InterruptedException {
        Command.shell("exec \"$1\" -t \"$2\" >&-", Command.launcher("tfs-dump"), image)
                .run()
                .failed(
                        1,
                        "tfs-dump: standard output: bad file descriptor; it is closed: open it, or send it to "
                                + "/dev/null");
    }
}
