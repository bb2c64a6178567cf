// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --unmount} returns when the process behind the mount has closed the image, or says why it does not wait. */
class UnmountIT extends OnImage {

    /** Fails while a process has a lock on the image, for reading or for writing. */
    private static final String IS_CLOSED = "! grep \":$(stat -c %i disk.raw) \" /proc/locks";

    /** Has copies of no mounts of other tests, which want to unmount them. */
    private static final String OTHER_NAMESPACE =
            "exec unshare --mount sh -c '" + Mounts.leaveImagesExcept("\"$1\"") + """
                echo ready
                read -r _
            ' sh "$1"
            """;

    private static final String ENOUGH_FOR_ANY_MACHINE = Unmount.WAIT + "=200000";

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    /** A program {@code umount} that comes first in PATH stops the process behind the mount, and then unmounts. */
    @ParameterizedTest
    @ValueSource(strings = {"ro", "rw"})
    void unmountWaitsForTheProcessBehindTheMount(String access) throws Exception {
        Command.Running daemon = shell.startFuse("--foreground", "-o", access, image, directory);
        awaitMount(daemon);
        long pid = daemon.process().pid();
        try (Command.Running unmounting = startUnmountThatFirst("kill -STOP " + pid)) {
            Process process = unmounting.process();
            try {
                Await.until("the image is unmounted", () -> !isMounted() || !process.isAlive());
                Await.until("unmount waits", () -> waitsForProcess(process.pid()) || !process.isAlive());
                assertTrue(process.isAlive(), "unmount has returned while the process behind the mount is stopped");
            } finally {
                shell.run("kill -CONT $1", pid);
            }
            assertEquals("", unmounting.result().ok().output());
        }
        shell.run(IS_CLOSED);
        daemon.result().ok();
    }

    /** Starts an unmount whose program umount runs a line of the shell before it unmounts. */
    private Command.Running startUnmountThatFirst(String line) throws IOException {
        Path programs = Files.createDirectory(temp.resolve("programs"));
        // With an absolute path umount would ask a stopped process for the status of the file system.
        Path first = Files.writeString(
                programs.resolve("umount"), "#!/bin/sh\n" + line + "\nPATH=${PATH#*:}\nexec umount -i mnt\n");
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Command.tool("tfs-fuse", "--unmount", directory)
                .in(directory.getParent())
                .env("PATH", programs + ":" + System.getenv("PATH"))
                .start();
    }

    private static boolean waitsForProcess(long pid) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().contains("pidfd")) {
                        return true;
                    }
                } catch (NoSuchFileException _) {
                    // It was closed meanwhile.
                }
            }
            return false;
        } catch (NoSuchFileException ended) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnt", "other"})
    void mountWaitsForUnmountThatRuns(String next) throws Exception {
        shell.fuse(image, directory).ok();
        shell.run("mkfifo go; mkdir other");
        try (Command.Running unmounting = startUnmountThatFirst(": >begun; read -r _ <go")) {
            Await.until("the unmount has begun", () -> Files.exists(directory.resolveSibling("begun")));
            Command.Running mounting = shell.startFuseWith(ENOUGH_FOR_ANY_MACHINE, "--foreground", image, next);
            Process process = mounting.process();
            try {
                Await.until("mount waits", () -> waitsForProcess(process.pid()) || !process.isAlive());
                assertTrue(process.isAlive(), "mount did not wait for the unmount");
            } finally {
                shell.run("echo >go");
            }
            assertEquals("", unmounting.result().ok().output());
            Path target = directory.resolveSibling(next);
            Await.until(
                    "the image is mounted again",
                    () -> MountTable.imageOn(target).isPresent() || !process.isAlive());
            assertEquals("", shell.fuse("--unmount", next).ok().output());
            mounting.result().ok();
        }
        TestImage.check(image);
    }

    @Test
    void unmountWaitsForNoOtherReaderOfTheImage() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("second"));
        shell.fuse("-r", image, directory).ok();
        shell.fuse("-r", image, "second").ok();
        assertEquals("", shell.fuse("--unmount", directory).ok().output());
        shell.run("test -d second/. && ! (" + IS_CLOSED + ")");
        assertEquals("", shell.fuse("--unmount", "second").ok().output());
        shell.run(IS_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnt", "mnt/sub"})
    void namesBindMountThatKeepsImageOpen(String part) throws IOException, InterruptedException {
        shell.fuse(image, directory).ok();
        shell.run("mkdir mnt/sub other; mount --bind " + part + " other");
        Path other = directory.resolveSibling("other");
        shell.fuse("--unmount", "mnt")
                .failed(
                        1,
                        "tfs-fuse: " + directory + ": is unmounted, but the image is still mounted on " + other
                                + "; unmount it there, too, to close it");
        assertFalse(isMounted());
        assertEquals("", shell.fuse("--unmount", "other").ok().output());
        shell.run(IS_CLOSED);
        TestImage.check(image);
    }

    @Test
    void namesTheSameDirectoryWhenTheMountIsBoundToItself() throws IOException, InterruptedException {
        shell.fuse(image, directory).ok();
        shell.run("mount --bind mnt mnt");
        shell.fuse("--unmount", "mnt")
                .failed(
                        1,
                        "tfs-fuse: " + directory + ": is unmounted, but the image is still mounted on " + directory
                                + "; unmount it there, too, to close it");
        assertEquals("", shell.fuse("--unmount", "mnt").ok().output());
        shell.run(IS_CLOSED);
    }

    /** The kernel mounts on both directories, and unmounts both. */
    @Test
    void waitsWhenTheMountWasCopiedToADirectoryThatSharesMounts() throws IOException, InterruptedException {
        assertEquals(
                "mounted twice\n",
                shell.run("unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
                mkdir shared copy
                mount -t tmpfs none shared
                mount --make-shared shared
                mount --bind shared copy
                mkdir shared/mnt
                "$1" disk.raw shared/mnt
                test "$(grep -c " $PWD/[a-z]*/mnt fuse.tfs " /proc/mounts)" = 2
                echo mounted twice
                "$1" --unmount shared/mnt
                ! grep " $PWD/.* fuse.tfs " /proc/mounts
                ' sh "$1"
                """ + IS_CLOSED, Shell.TFS_FUSE));
    }

    @Test
    void anotherMountNamespaceKeepsTheImageOpen() throws Exception {
        Command.Running daemon = mountInForeground();
        try (Command.Running elsewhere =
                Command.shell(OTHER_NAMESPACE, directory).startWithInput()) {
            assertEquals("ready", elsewhere.nextLine());
            shell.fuse("--unmount", "mnt")
                    .failed(
                            1,
                            "tfs-fuse: " + directory + ": is unmounted, but the image is still mounted in another "
                                    + "mount namespace, or has open files; end the programs there, or those "
                                    + "that use the files, to close the image");
            assertFalse(isMounted());
            assertTrue(daemon.process().isAlive());
            elsewhere.process().getOutputStream().close();
        }
        daemon.result().ok();
        TestImage.check(image);
    }

    /** The process behind the mount has another number here than it knows itself. */
    @Test
    void waitsForProcessInOtherPidNamespace() throws Exception {
        try (Command.Running elsewhere = Command.shell("""
                exec unshare --pid --fork "$@"
                """, Shell.TFS_FUSE, "--foreground", image, directory)
                .start()) {
            awaitMount(elsewhere);
            Result unmounted = shell.fuse("--unmount", "mnt");
            shell.run(IS_CLOSED);
            assertEquals("", unmounted.ok().output());
        }
    }
}
