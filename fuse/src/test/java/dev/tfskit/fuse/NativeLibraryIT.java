// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The library in machine code through which the tool calls functions of C, on a machine that lets it write none. */
class NativeLibraryIT extends OnImage {

    private static final Machine I386 = new Machine(3);

    /** No file can be made there. */
    private static final Path NO_PLACE = Path.of("/proc");

    private static final String NO_TEMPORARY_FILES = "-Djava.io.tmpdir=" + NO_PLACE;

    /** As where a program has the jars alone. */
    private static final String NO_LIBRARY = NO_TEMPORARY_FILES + " -Djava.library.path=" + NO_PLACE;

    private static Command fuse(String javaOptions, Object... arguments) {
        return Command.tool("tfs-fuse", arguments).in(NO_PLACE).env("TFS_JAVA_OPTS", javaOptions);
    }

    @Test
    void mountsAndUnmountsWhereNoProgramCanBeWritten() throws IOException, InterruptedException {
        fuse(NO_TEMPORARY_FILES, image, directory).run().ok();
        shell.run("echo text >mnt/file");
        assertEquals(
                "", fuse(NO_TEMPORARY_FILES, "--unmount", directory).run().ok().output());
        TestImage.check(image);
    }

    @Test
    void namesRemedyWhereLibraryCannotBeLoaded() throws IOException, InterruptedException {
        String message = "tfs-fuse: jffi: its native library cannot be loaded: no such file or directory; "
                + "set TFS_JAVA_OPTS=-Djffi.extract.dir=DIRECTORY, with a directory from which programs may run";
        fuse(NO_LIBRARY, image, directory).run().failed(1, message);
        fuse(NO_LIBRARY, "--unmount", directory).run().failed(1, message);

        Result explained = fuse(NO_LIBRARY, "--debug", "--unmount", directory).run();
        assertTrue(explained.errors().contains("java.lang.UnsatisfiedLinkError: "), explained.errors());

        String remedy = NO_LIBRARY + " -Djffi.extract.dir=" + temp;
        fuse(remedy, image, directory).run().ok();
        fuse(remedy, "--unmount", directory).run().ok();
    }

    /** As on a distribution that has the libraries of 32 bits in {@code /usr/lib}. */
    @Test
    void mountsAndUnmountsBesideACLibraryOf32Bits() throws IOException, InterruptedException {
        Path libraries = Files.createDirectory(temp.resolve("lib"));
        Files.write(
                libraries.resolve("libc.so.6"), new HandMadeElf(I386).narrow().bytes());
        String searchesThere = "-Djna.library.path=" + libraries;
        fuse(searchesThere, image, directory).run().ok();
        fuse(searchesThere, "--unmount", directory).run().ok();
    }

    @Test
    void namesMachineThatTheLibraryIsNotMadeFor() throws IOException, InterruptedException {
        fuse(NO_LIBRARY + " -Dos.arch=riscv64", image, directory)
                .run()
                .failed(
                        1,
                        "tfs-fuse: jffi: has no native library for riscv64-Linux; "
                                + "use tfs-mkfs and tfs-dump, which need none");
    }
}
