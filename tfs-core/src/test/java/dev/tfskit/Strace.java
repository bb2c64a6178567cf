// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tracer of system calls, which not every machine lets a test run. */
public final class Strace {

    private Strace() {}

    /** Skips a test on a machine where strace may not trace. */
    public static void skipUnlessItTraces() throws IOException, InterruptedException {
        skipUnless("trace=none");
    }

    /** Skips a test on a machine where strace cannot let calls fail or end a process at a call. */
    public static void skipUnlessItInjects() throws IOException, InterruptedException {
        skipUnless("inject=fsync:error=EIO:when=1");
    }

    /**
     * Runs a command, and its children, so that each call that counts gets a line in a file.
     *
     * @param log the file
     * @param options which calls count and how they are written, as options of strace
     */
    public static List<String> writing(Path log, String... options) {
        List<String> runner = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log.toString()));
        runner.addAll(List.of(options));
        return runner;
    }

    /**
     * Runs a command, and its children, with a fault in some of its calls.
     *
     * @param fault the calls and the fault, such as {@code fsync:error=EIO}
     */
    public static List<String> injecting(String fault) {
        return writing(Path.of("/dev/null"), "-e", "inject=" + fault);
    }

    /**
     * Runs a command, and its children, with a fault in some of the calls that refer to a file.
     *
     * @param fault the calls and the fault, such as {@code fsync:error=EIO}
     * @param file the file
     */
    public static List<String> injecting(String fault, Path file) throws IOException {
        List<String> runner = injecting(fault);
        runner.addAll(List.of("-P", file.toRealPath().toString()));
        return runner;
    }

    private static void skipUnless(String expression) throws IOException, InterruptedException {
        Mounts.skipUnless(
                Command.of("strace", "-qq", "-o", "/dev/null", "-e", expression, "true")
                        .run(),
                "strace cannot trace here");
    }
}
