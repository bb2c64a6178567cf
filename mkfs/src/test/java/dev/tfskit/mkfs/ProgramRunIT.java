// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs run with only the files of their images: those for x86-64 directly, those for arm64 under qemu-user. */
class ProgramRunIT {

    @TempDir
    private Path temp;

    /**
     * A program and the output that shows that it runs.
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
            assertRuns(run, tree, architecture);
        }
    }

    private void assertRuns(Run run, Path tree, Architecture architecture) throws IOException, InterruptedException {
        String program = run.words.getFirst();
        Path image = temp.resolve("disk.raw");
        Command.mkfs("--program", program, "-r", tree, "--no-times", "-q", image)
                .with(run.options.toArray())
                .in(temp)
                .run()
                .okWithWarnings();
        Path root = Files.createTempDirectory(temp, "root");
        new MadeImage(image).extract(root);
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

    /** As in systems older than the merge: the shell and the C library are not below /usr. */
    @Test
    void programsRunFromATreeWhoseUsrIsNotMerged() throws IOException, InterruptedException {
        Path tree = temp.resolve("tree");
        HostTrees.makePrograms(tree, Architecture.AMD64);
        Command.of("sh", "-e", "-c", """
                        triple=lib/x86_64-linux-gnu
                        rm -r bin lib lib64
                        mkdir -p bin lib64 $triple
                        mv usr/bin/bash usr/bin/find bin
                        mv usr/$triple/libc.so* usr/$triple/libm.so* usr/$triple/ld-linux* $triple
                        ln -s ../$triple/ld-linux-x86-64.so.2 lib64
                        """).in(tree).run().ok();
        for (Run run : List.of(
                new Run("42\n", "/bin/bash", "-c", "echo $((6 * 7))"),
                new Run("/lib64/ld-linux-x86-64.so.2\n", "/bin/find", "/lib64", "-name", "ld*"),
                new Run("42\n", "/usr/bin/perl", "-e", "print 6 * 7, qq(\\n)"))) {
            assertRuns(run, tree, Architecture.AMD64);
        }
    }

    /** The cache of a tree is made by the {@code ldconfig} of that tree. */
    @Test
    void libraryThatOnlyTheCacheOfTheTreeNamesGoesIn() throws IOException, InterruptedException {
        Path tree = temp.resolve("tree");
        HostTrees.makePrograms(tree, Architecture.ARM64);
        Path library = Files.createDirectories(tree.resolve("opt/it")).resolve("libit.so.1");
        Path code = temp.resolve("code.c");
        Files.writeString(code, "int it(void) { return 7; }");
        Command.of("aarch64-linux-gnu-gcc", "-shared", "-fPIC", "-Wl,-soname,libit.so.1", "-o", library, code)
                .run()
                .ok();
        Files.writeString(code, "int it(void); int main(void) { return it(); }");
        Command.of("aarch64-linux-gnu-gcc", "-o", tree.resolve("app"), code, library)
                .run()
                .ok();
        Path configuration = tree.resolve("etc/ld.so.conf.d/it.conf");
        Files.createDirectories(configuration.getParent());
        Files.writeString(configuration, "/opt/it\n");
        Files.writeString(tree.resolve("etc/ld.so.conf"), "include /etc/ld.so.conf.d/*.conf\n");
        Command.of("qemu-aarch64", "-L", tree, tree.resolve("usr/sbin/ldconfig"), "-r", tree)
                .run()
                .ok();
        Files.delete(configuration);
        Path image = temp.resolve("disk.raw");
        Command.mkfs("--program", "/app", "-r", tree, "--no-times", "-q", image)
                .run()
                .ok();
        Path root = Files.createDirectory(temp.resolve("root"));
        new MadeImage(image).extract(root);
        assertEquals(
                7,
                Command.of("qemu-aarch64", "-L", root, root.resolve("app"))
                        .run()
                        .exitCode());
    }
}
