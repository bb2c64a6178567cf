// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The requests of {@code tfs-mkfs} to the file system that holds its image, as a FUSE mount lists them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyncIT {

    private static final Pattern REQUEST = Pattern.compile("^unique: \\d+, opcode: (FSYNC|FSYNCDIR|RENAME) ");

    @TempDir
    private Path temp;

    @BeforeAll
    static void needFuse() throws IOException, InterruptedException {
        FuseHere.isNeeded();
    }

    /** The requests that matter here, in their order. */
    private List<String> requests(String option) throws Exception {
        Path directory = temp.toRealPath();
        Files.createDirectory(directory.resolve("mnt"));
        TestImage.make(directory.resolve("outer.raw"), 64L << 20);
        Shell shell = new Shell(directory);
        // It lists the requests for as long as it runs, which is until it is unmounted; the first one when it is
        // mounted.
        try (Command.Running listing = shell.startNoisyFuse("-d", "outer.raw", "mnt");
                ExecutorService reader = Executors.newSingleThreadExecutor()) {
            String line = listing.nextLine();
            while (!line.contains("opcode: INIT")) {
                assertTrue(listing.process().isAlive(), line);
                line = listing.nextLine();
            }
            Future<Result> rest = reader.submit(listing::result);
            try {
                shell.run("\"$1\" -q " + option + " -e mnt/disk.raw", Command.launcher("tfs-mkfs"));
            } finally {
                // The helper that umount may find installed would force the root of the mount.
                shell.run("umount -i mnt");
            }
            return rest.get().lines().stream()
                    .map(REQUEST::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    @Test
    void imageIsForcedBeforeItIsNamedAndDirectoryAfter() throws Exception {
        List<String> requests = requests("--sync");
        int forced = requests.indexOf("FSYNC");
        int named = requests.indexOf("RENAME");
        assertTrue(forced >= 0 && forced < named && named < requests.indexOf("FSYNCDIR"), requests::toString);
    }

    @Test
    void nothingIsForcedWithoutSync() throws Exception {
        assertEquals(List.of("RENAME"), requests(""));
    }
}
