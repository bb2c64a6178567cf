// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.EndedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs programs in a directory. They inherit nothing that would let a process in the background hold the test up
 * unnoticed.
 */
final class Shell {

    private static final Path LAUNCHER = Path.of("..", "bin", "tfs-fuse").toAbsolutePath();

    private final Path directory;

    Shell(Path directory) {
        this.directory = directory;
    }

    /**
     * How a program ended.
     *
     * @param exitCode 128 plus the number of the signal that killed it
     * @param output what it printed, to either stream
     */
    record Ended(int exitCode, String output) {

        /** Demands success; returns what was printed. */
        String ok() {
            assertEquals(0, exitCode, output);
            return output;
        }

        /** Demands failure with one line. */
        void failed(int expectedCode, String line) {
            assertEquals(line + "\n", output);
            assertEquals(expectedCode, exitCode);
        }
    }

    /**
     * Runs a script for the shell, which stops at the first failure, with these as {@code $1} and so on; returns what
     * it printed.
     */
    String run(String script, Object... arguments) throws IOException, InterruptedException {
        return end(start(words(List.of("sh", "-ec", script, "sh"), arguments))).ok();
    }

    /** Runs the launcher to its end, and until nobody has its output open any more. */
    Ended fuse(Object... arguments) throws IOException, InterruptedException {
        return end(startFuse(arguments));
    }

    /** Starts the launcher. */
    Process startFuse(Object... arguments) throws IOException {
        return start(words(List.of(LAUNCHER.toString()), arguments));
    }

    private static List<String> words(List<String> first, Object... more) {
        return Stream.concat(first.stream(), Arrays.stream(more).map(Object::toString))
                .toList();
    }

    private Process start(List<String> words) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("TFS_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Waits for a process, and for all that holds its output. */
    static Ended end(Process process) throws InterruptedException {
        EndedProcess ended = EndedProcess.of(process);
        return new Ended(ended.exitCode(), new String(ended.output(), StandardCharsets.UTF_8));
    }
}
