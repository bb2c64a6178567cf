// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.HostTrees.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs run with nothing but what is in their images: those of x86-64 alone, those of arm64 under qemu-user. */
class ProgramRunIT {

    @TempDir
    private Path temp;

    /**
     * A program and what shows that it runs.
     *
     * @param output a part of what it prints
     * @param options more options of tfs-mkfs
     * @param words the program and its arguments
     */
    private record Run(String output, List<String> options, List<String> words) {

        Run(String output, String... words) {
            this(output, List.of(), List.of(words));
        }
    }

    private static Stream<Run> runs() {
        return Stream.of(
                new Run("/etc/passwd\n", "/usr/bin/find", "/etc", "-name", "passwd"),
                new Run("42\n", "/bin/bash", "-c", "echo $((6 * 7))"),
                new Run("42\n", "/usr/bin/perl", "-e", "print 6 * 7, qq(\\n)"),
                new Run(
                        "[1, 2]\n",
                        List.of("--with", "deb:python3-minimal"),
                        List.of("/usr/bin/python3", "-c", "import heapq; print(heapq.nsmallest(2, [3, 2, 1]))")),
                new Run("git version ", "/usr/bin/git", "--version"),
                new Run("Protocols: ", "/usr/bin/curl", "--version"),
                new Run("OpenSSL ", "/usr/bin/openssl", "version"));
    }

    @ParameterizedTest
    @EnumSource
    void programsOfATreeRunInTheirImages(Architecture architecture) throws IOException, InterruptedException {
        Path tree = temp.resolve("tree");
        HostTrees.makePrograms(tree, architecture);
        for (Run run : runs().toList()) {
            String program = run.words.getFirst();
            Path image = temp.resolve("disk.raw");
            Command.mkfs("--program", program, "-r", tree, "--no-times", "-q", image)
                    .with(run.options.toArray())
                    .in(temp)
                    .run()
                    .okWithWarnings();
            Path root = temp.resolve("root" + Path.of(program).getFileName());
            new MadeImage(image).extract(Files.createDirectory(root));
            // The kernel makes it.
            Files.createFile(Files.createDirectories(root.resolve("dev")).resolve("null"));
            List<String> words = new ArrayList<>(
                    switch (architecture) {
                        case AMD64 -> List.of("chroot", root.toString(), program);
                        case ARM64 -> List.of("qemu-aarch64", "-L", root.toString(), root + program);
                    });
            words.addAll(run.words.subList(1, run.words.size()));
            // The trees have no locales.
            String output =
                    Command.of(words.toArray()).env("LC_ALL", "C").run().ok().output();
            assertTrue(output.contains(run.output), () -> program + ": " + output);
        }
    }
}
