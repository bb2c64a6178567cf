// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** ELF files that exist on every host that runs the tests. */
public final class HostPrograms {

    private HostPrograms() {}

    /** The program that runs the test. */
    public static Path java() throws IOException {
        return Path.of("/proc/self/exe").toRealPath();
    }

    /** A library that is loaded by it, and is not a program. */
    public static Path library() {
        return Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    }

    /** What the host runs on. */
    public static Machine machine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> Machine.X86_64;
            case "aarch64" -> Machine.AARCH64;
            case "riscv64" -> Machine.RISC_V;
            default -> throw new AssertionError("the tests do not know this host: " + System.getProperty("os.arch"));
        };
    }

    /** Compiles a program in C; the test is skipped where there is no compiler. */
    public static Path compile(Path directory, String source, String... options)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        Path program = directory.resolve("program");
        Command compiler = Command.of("/usr/bin/cc", "-o", program)
                .with((Object[]) options)
                .with(Files.writeString(directory.resolve("program.c"), source));
        Result result = compiler.run();
        assertEquals(0, result.exitCode(), () -> compiler + ": " + result.errors());
        return program;
    }
}
