// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;

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

    private static void skipUnless(String expression) throws IOException, InterruptedException {
        Mounts.skipUnless(
                Command.of("strace", "-qq", "-o", "/dev/null", "-e", expression, "true")
                        .run(),
                "strace cannot trace here");
    }
}
