// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tools without the system calls of Linux, as on macOS and Windows: where the name of the system is another one,
 * they use {@code java.nio.file} alone. How they treat the names and rules of other file systems is tested in tfs-core.
 */
class OtherSystemsIT {

    private static final String SYSTEM = "-Dos.name=Darwin";

    @TempDir
    private Path temp;

    private Path tree;
    private Path image;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(temp.resolve("tree"));
        Path file = Files.writeString(Files.createDirectory(tree.resolve("d")).resolve("f"), "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx--x---"));
        Files.createSymbolicLink(tree.resolve("l"), Path.of("d/f"));
        image = temp.resolve("disk.raw");
    }

    private static Command elsewhere(Command tool) {
        return tool.env("TFS_JAVA_OPTS", SYSTEM);
    }

    /** The AOT cache would load classes whether they are used or not. */
    private static void assertCallsNothingNative(Command tool) throws IOException, InterruptedException {
        String classes = tool.env("TFS_JAVA_OPTS", SYSTEM + " -XX:AOTMode=off -Xlog:class+load")
                .run()
                .okWithWarnings()
                .output();
        assertFalse(classes.contains("dev.tfskit.posix.CFunction"), "the class that calls the C library is loaded");
    }

    @Test
    void treeComesBackFromItsImage() throws IOException, InterruptedException {
        elsewhere(Command.mkfs("-q", "-r", tree, image)).run().ok();
        elsewhere(Command.dump("--check", image)).run().okWithWarnings();
        Path out = temp.resolve("out");
        elsewhere(Command.dump("-d", out, image)).run().ok();
        assertEquals(
                "",
                Command.of("diff", "-r", "--no-dereference", tree, out).run().output());
        assertEquals("rwx--x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("d/f"))));
    }

    @Test
    void archiveGoesInAndComesOut() throws IOException, InterruptedException {
        Path tar = temp.resolve("tree.tar");
        Command.of("tar", "-cf", tar, "-C", tree, ".").run().ok();
        elsewhere(Command.mkfs("-q", "-r", tar, image)).run().ok();
        Path exported = temp.resolve("exported.tar");
        elsewhere(Command.dump("--tar", exported, image)).run().ok();
        assertEquals(
                Command.of("tar", "-tf", tar).run().ok().lines().stream()
                        .sorted()
                        .toList(),
                Command.of("tar", "-tf", exported).run().ok().lines().stream()
                        .sorted()
                        .toList());
    }

    @Test
    void imageIsUpdatedInPlace() throws IOException, InterruptedException {
        elsewhere(Command.mkfs("-q", "-r", tree, image)).run().ok();
        Files.writeString(tree.resolve("new"), "more");
        elsewhere(Command.mkfs("-q", "--update", "-r", tree, image)).run().ok();
        assertEquals(
                "more",
                elsewhere(Command.dump("--cat", "/new", image)).run().ok().output());
    }

    @Test
    void nothingNativeIsCalled() throws IOException, InterruptedException {
        assertCallsNothingNative(Command.mkfs("-q", "-r", tree, image));
        assertCallsNothingNative(Command.dump("-d", temp.resolve("out"), image));
    }
}
