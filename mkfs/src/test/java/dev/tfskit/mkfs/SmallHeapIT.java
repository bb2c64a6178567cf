// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of many entries with a heap that is too small for it, by much or by little. */
class SmallHeapIT {

    private static final int SMALLEST_MEGABYTES = 12;
    private static final int LARGEST_MEGABYTES = 36;
    private static final int STEP_MEGABYTES = 8;

    @TempDir
    private Path temp;

    @Test
    void manyFilesBecomeAnImageOrMoreMemoryIsRequested() throws IOException, InterruptedException {
        Command.shell("mkdir files; (cd files; seq -f file-with-a-longish-name-%g 400 | xargs touch)\n"
                        + "for i in $(seq 200); do tar -c -b1 --transform=\"s,^files,dir$i,\" files | "
                        + "head -c -1024; done > many.tar; head -c 1024 /dev/zero >> many.tar; rm -r files")
                .in(temp)
                .run()
                .ok();
        int lacks = 0;
        int images = 0;
        for (int megabytes = SMALLEST_MEGABYTES; megabytes <= LARGEST_MEGABYTES; megabytes += STEP_MEGABYTES) {
            Result result = Command.mkfs("-q", "-r", "many.tar", "disk.raw")
                    .in(temp)
                    .env("TFS_JAVA_OPTS", "-Xmx" + megabytes + "m")
                    .run();
            if (result.exitCode() == 0) {
                images++;
                Files.delete(temp.resolve("disk.raw"));
            } else {
                lacks++;
                assertTrue(
                        result.errors()
                                .matches("tfs-mkfs: needs more memory; it may use \\d+ MB now: "
                                        + "set TFS_JAVA_OPTS=-Xmx\\d+m for twice as much\n"),
                        megabytes + " MB: " + result.errors());
            }
            try (Stream<Path> files = Files.list(temp)) {
                assertEquals(
                        List.of("many.tar"),
                        files.map(file -> file.getFileName().toString()).toList());
            }
        }
        assertTrue(lacks > 0 && images > 0, lacks + " heaps were too small, and " + images + " large enough");
    }
}
