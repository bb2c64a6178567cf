package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tfs-mkfs} asks of the file system that it writes an image to, as the mount lists it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyncIT {

    private static final Path TFS_MKFS = Path.of("..", "bin", "tfs-mkfs").toAbsolutePath();
    private static final Pattern REQUEST = Pattern.compile("(?m)^unique: \\d+, opcode: (FSYNC|FSYNCDIR|RENAME) ");

    @TempDir
    private Path temp;

    @BeforeAll
    static void needFuse() throws IOException, InterruptedException {
        FuseHere.isNeeded();
    }

    /** The requests that matter here, in their order. */
    private List<String> requests(final String option) throws IOException, InterruptedException {
        final Path folder = temp.toRealPath();
        final Path mountPoint = Files.createDirectory(folder.resolve("mnt"));
        TestImage.make(folder.resolve("outer.raw"), 64L << 20);
        final Shell shell = new Shell(folder);
        // It lists the requests for as long as it runs, which is until it is unmounted.
        final Process mount = shell.startFuse("-d", "outer.raw", "mnt");
        while (MountTable.imageOn(mountPoint).isEmpty() && mount.isAlive()) {
            Thread.onSpinWait();
        }
        try {
            shell.run("\"$1\" -q " + option + " -e mnt/disk.raw", TFS_MKFS);
        } finally {
            shell.run("umount mnt");
        }
        final Matcher found = REQUEST.matcher(Shell.end(mount).ok());
        return found.results().map(each -> each.group(1)).toList();
    }

    @Test
    void theImageIsForcedBeforeItGetsItsNameAndTheDirectoryAfter() throws IOException, InterruptedException {
        final List<String> requests = requests("--sync");
        final int forced = requests.indexOf("FSYNC");
        final int named = requests.indexOf("RENAME");
        assertTrue(forced >= 0 && forced < named && named < requests.indexOf("FSYNCDIR"), requests::toString);
    }

    @Test
    void nothingIsForcedUnasked() throws IOException, InterruptedException {
        assertEquals(List.of("RENAME"), requests(""));
    }
}
