// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk below an image is full. No program hangs, stored data can be read, and the log has a line. */
class HostDiskIT extends OnImage {

    private static final String READ_ONLY = "writing has failed, so the volume is read-only until it is opened again: ";
    /**
     * A write meets an error, so that dd ends, and those after it the one for file systems that cannot be written; and
     * no call reports that all is well when it is to be unmounted, so it stays.
     */
    private static final String USE = """
            echo before >mnt/before
            sync mnt/before
            ! dd if=/dev/zero of=mnt/large bs=1M status=none 2>errors
            ! touch mnt/more 2>>errors
            tail -n 1 errors
            cat mnt/before
            ! "$1" --unmount mnt
            """;

    private Path log;

    @BeforeEach
    void nameLog() {
        log = image.resolveSibling("log");
    }

    /** The limit holds for the process behind the mount alone. */
    private String mountAndUse(String redirection, String afterwards) throws IOException, InterruptedException {
        return shell.run(
                "(ulimit -f 20000; \"$1\" --log=log disk.raw mnt " + redirection + ")\n" + USE + afterwards,
                Shell.TFS_FUSE);
    }

    private static void expect(String output, String line) {
        assertTrue(output.startsWith("touch: cannot touch 'mnt/more': Read-only file system\nbefore\n"), output);
        assertTrue(
                line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ tfs-fuse: .*disk.raw: \\Q" + READ_ONLY + "\\E.*"),
                line);
    }

    @Test
    void limitForFilesMakesMountReadOnly() throws IOException, InterruptedException {
        // The process behind the mount has the output open as well, so this waits for its last word, too.
        String output = mountAndUse("9>&1", "umount -i mnt");
        List<String> lines = Files.readAllLines(log);
        assertEquals(2, lines.size(), lines::toString);
        expect(output, lines.getFirst());
        TestImage.check(image);
    }

    @Test
    void fullDiskMakesMountReadOnly() throws Exception {
        FuseHere.mustBeRoot();
        Path host = Files.createDirectory(log.resolveSibling("host"));
        shell.run("mount -t tmpfs -o size=20m none host");
        try {
            Path onHost = TestImage.make(host.resolve("disk.raw"), imageBytes());
            expect(
                    shell.run("\"$1\" --log=log host/disk.raw mnt\n" + USE, Shell.TFS_FUSE),
                    Files.readString(log).strip());
            shell.run("umount -i mnt");
            // Waits for the process, which may still be closing the image.
            shell.fuse("-r", onHost, "mnt").ok();
            assertEquals("before\n", shell.run("cat mnt/before"));
            shell.fuse("-u", "mnt").ok();
            TestImage.check(onHost);
        } finally {
            shell.run("umount host");
        }
    }

    /** The mount namespace has no copies of the images that other tests have mounted and want to unmount. */
    @Test
    void imageOnReadOnlyFileSystemNamesTheOptionsThatMountIt() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        assertEquals(
                "tfs-fuse: host/disk.raw: read-only file system; mount it with -r, or keep its changes in another file "
                        + "with --overlay\n1\n",
                shell.run("""
                mkdir host
                mv disk.raw host
                unshare --mount sh -ec '""" + Mounts.LEAVE_IMAGES + """
                mount --bind host host
                mount -o remount,ro,bind host
                "$1" host/disk.raw mnt || echo $?' sh "$1"
                """, Shell.TFS_FUSE));
    }

    @Test
    void largeLogIsRotatedAndMovedLogIsReopened() throws IOException, InterruptedException {
        byte[] old = new byte[(int) LogFile.LARGE_BYTES];
        Files.write(log, old);
        mountAndUse("", "");
        assertEquals(old.length, Files.size(log.resolveSibling("log" + LogFile.ASIDE)));
        String line = Files.readString(log);
        assertEquals(1, line.lines().count(), line);
        Path moved = Files.move(log, log.resolveSibling("moved"));
        FileTime untouched = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(moved, untouched);
        shell.run("umount -i mnt");
        shell.fuse("-r", "disk.raw", "mnt").ok();
        shell.fuse("-u", "mnt").ok();
        List<String> last = Files.readAllLines(log);
        assertEquals(1, last.size(), last::toString);
        assertTrue(last.getFirst().contains(READ_ONLY), last.getFirst());
        assertEquals(untouched, Files.getLastModifiedTime(moved));
    }
}
