// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code --log} that a mount cannot take. */
class LogFileIT extends OnImage {

    @Test
    void fifoWithoutReaderIsRefused() throws IOException, InterruptedException {
        shell.run("mkfifo fifo");
        shell.fuse("--log=fifo", image, directory)
                .failed(
                        1,
                        "tfs-fuse: the log file " + image.resolveSibling("fifo")
                                + " cannot be written; name another file, check the mode of its directory, "
                                + "or start the reader of a fifo");
        assertFalse(isMounted());
    }

    @Test
    void fifoTakesMessagesForItsReader() throws IOException, InterruptedException {
        String printed = shell.run("""
                mkfifo fifo
                exec 9<>fifo
                "$1" --log=fifo disk.raw mnt
                exec 8<mnt
                umount -i -f mnt 2>/dev/null || :
                exec 8<&-
                head -n 1 <&9
                """, Shell.TFS_FUSE);
        assertTrue(
                printed.endsWith(": another program has aborted the connection with the kernel; mount it again\n"),
                printed);
    }

    /** The file would keep the mount busy, so no program could unmount it. */
    @ParameterizedTest
    @ValueSource(strings = {"mnt/log", "link", "linked", "inside/log"})
    void fileBelowTheMountPointIsRefused(String log) throws IOException, InterruptedException {
        shell.run("ln -s mnt/log link; ln -s link linked; ln -s mnt inside");
        Path named = log.startsWith("inside") ? directory.resolve("log") : image.resolveSibling(log);
        shell.fuse("--log=" + log, image, directory)
                .failed(
                        1,
                        "tfs-fuse: " + named + ": the mount would hide this log file; name one outside of "
                                + directory);
        assertFalse(isMounted());
    }

    @Test
    void mountInForegroundRegardsNoLogFile() throws Exception {
        try (Command.Running process = mountInForeground("--log=mnt/log")) {
            assertTrue(isMounted());
            shell.run("umount -i mnt");
            process.result().ok();
        }
    }

    /** A large log is renamed to a name with .1 at its end. */
    @ParameterizedTest
    @CsvSource({
        "disk.raw, disk.raw",
        "link, disk.raw",
        "symbolic, disk.raw",
        "changes, changes",
        "dangling, changes",
        "old, old.1"
    })
    void imageOrOverlayIsRefused(String log, String overwritten) throws IOException, InterruptedException {
        Files.createLink(image.resolveSibling("link"), image);
        Files.createLink(image.resolveSibling("old.1"), image);
        Files.createSymbolicLink(image.resolveSibling("symbolic"), image);
        Files.createSymbolicLink(image.resolveSibling("dangling"), Path.of("changes"));
        Path source = overwritten.equals("old.1") ? image.resolveSibling("old.1") : image;
        Path overlay = image.resolveSibling("changes");
        byte[] before = Files.readAllBytes(image);
        shell.fuse("--overlay=" + overlay, "--log=" + log, source, directory)
                .failed(
                        1,
                        "tfs-fuse: " + image.resolveSibling(log) + ": the log would take the place of "
                                + image.resolveSibling(overwritten) + "; name another log file");
        assertFalse(isMounted());
        assertEquals(0, Arrays.compare(before, Files.readAllBytes(image)));
    }
}
