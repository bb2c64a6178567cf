// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Trees of the host that are made by the scripts in {@code testdata}, and helpers that describe a tree. */
public final class HostTrees {

    private static final Path SCRIPTS = Command.PROJECT.resolve("testdata");

    private HostTrees() {}

    /**
     * Makes a Debian arm64 root tree: the small one, unless the system property {@code tfs.test.full} is true.
     *
     * @param directory must not exist
     */
    public static void makeArm64(Path directory) throws IOException, InterruptedException {
        Path script = SCRIPTS.resolve("arm64-root.sh");
        Command command = Boolean.parseBoolean(System.getProperty("tfs.test.full"))
                ? Command.of(script, directory)
                : Command.of(script, "--small", directory);
        Result made = command.run();
        assertEquals(0, made.exitCode(), () -> "the arm64 tree that this test needs cannot be made: " + made.errors());
    }

    /** A processor for which Debian has packages. */
    public enum Architecture {
        /** 64-bit ARM. */
        ARM64(List.of()),
        /** The processor of most hosts. */
        AMD64(List.of("--amd64"));

        private final List<String> options;

        Architecture(List<String> options) {
            this.options = options;
        }
    }

    /**
     * Makes a Debian root tree with bash, find, perl, python3, git, curl and openssl.
     *
     * @param directory must not exist
     * @param architecture the processor of the tree
     */
    public static void makePrograms(Path directory, Architecture architecture)
            throws IOException, InterruptedException {
        Result made = Command.of(SCRIPTS.resolve("arm64-root.sh"), "--programs")
                .with(architecture.options.toArray())
                .with(directory)
                .run();
        assertEquals(0, made.exitCode(), () -> "the tree that this test needs cannot be made: " + made.errors());
    }

    /**
     * Makes a tree of everything that is hard to keep.
     *
     * @param directory must not exist
     */
    public static void makeNasty(Path directory) throws IOException, InterruptedException {
        Command.of(SCRIPTS.resolve("nasty-tree.sh"), directory).run().ok();
    }

    /** Demands that two trees are the same in everything that {@code describe-tree.sh} can say. */
    public static void assertSame(Path expected, Path actual) throws IOException, InterruptedException {
        List<String> before = describe(expected);
        List<String> after = describe(actual);
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            assertEquals(before.get(i), after.get(i));
        }
        assertEquals(before, after);
    }

    /** A line for each byte-exact record, a character for each byte. */
    private static List<String> describe(Path directory) throws IOException, InterruptedException {
        Result description =
                Command.of(SCRIPTS.resolve("describe-tree.sh"), directory).run().ok();
        return List.of(new String(description.outputBytes(), StandardCharsets.ISO_8859_1).split("\0"));
    }
}
