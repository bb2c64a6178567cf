// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.hostfile.FileKind;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs several command lines of a tool in one JVM, so that the AOT cache made of that JVM holds the classes of all of
 * them. It is part of the build, and in this jar because a cache only fits the class path with which it was made.
 *
 * <p>Arguments: the tool's class, and a file with one command line a line: the exit code that it must give, then its
 * arguments, separated by blanks. Empty lines and lines that start with {@code #} are skipped.
 */
final class Training {

    private Training() {}

    /** Runs the command lines, and exits with 0 when each gave its exit code. */
    public static void main(String... arguments) throws IOException, InterruptedException, ExecutionException {
        // Of this thread no end would be seen, because the process exits. A tool returns, and so its thread ends.
        FutureTask<Boolean> runs = new FutureTask<>(() -> runAll(arguments[0], Path.of(arguments[1])));
        Thread thread = new Thread(runs, "training");
        thread.start();
        thread.join();
        // Standard output is a file here. Where it is a device, the tools ask which one.
        FileKind.of(Path.of("/dev/null"));
        System.exit(runs.get() ? 0 : 1);
    }

    private static boolean runAll(String tool, Path lines) throws IOException, ReflectiveOperationException {
        Constructor<? extends Tool> constructor =
                Class.forName(tool).asSubclass(Tool.class).getConstructor();
        boolean asExpected = true;
        for (String line : Files.readAllLines(lines)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                asExpected &= run(constructor.newInstance(), line);
            }
        }
        return asExpected;
    }

    private static boolean run(Tool tool, String line) {
        String[] words = line.strip().split("\\s+");
        int expected = Integer.parseInt(words[0]);
        int found = ToolProcess.run(tool, Arrays.copyOfRange(words, 1, words.length))
                .number();
        if (found != expected) {
            System.err.println("training: '" + line + "' gave exit code " + found);
        }
        return found == expected;
    }
}
