// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.LoadedClasses;
import dev.tfskit.Strace;
import dev.tfskit.SystemCallCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cost of an extraction, as counts that do not depend on the speed of the machine. */
class ExtractionCostsIT {

    private static final int FILES = 1_000;

    /**
     * A small file is created, written, given its mode and time, and closed. The numbers are per thousand files, with a
     * margin for reads of the image and the JVM itself.
     */
    private static final Map<String, Integer> MOST_CALLS = Map.of(
            "openat", 1_050,
            "pwrite64", 1_050,
            "fchmod", 1_050,
            "utimensat", 1_050,
            "close", 1_050,
            "pread64", 50,
            "statx", 50,
            "fchown", 50);

    /** Each of these classes takes about a millisecond. Most are for the one handle that calls the C library. */
    private static final int MOST_CLASSES_MADE_AT_RUN_TIME = 45;

    @TempDir
    private Path temp;

    @Test
    void extractsSmallFileWithFewSystemCalls() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        makeImage("few", 10);
        makeImage("many", 10 + FILES);
        SystemCallCounts few = SystemCallCounts.of(extraction("few"), temp.resolve("calls"));
        SystemCallCounts many = SystemCallCounts.of(extraction("many"), temp.resolve("calls"));
        many.assertAtMost(MOST_CALLS, few);
    }

    @Test
    void makesFewClassesThatNoCacheHolds() throws IOException, InterruptedException {
        makeImage("tree", FILES);
        List<String> made = LoadedClasses.outsideArchive(extraction("tree"), temp);
        assertTrue(made.size() <= MOST_CLASSES_MADE_AT_RUN_TIME, String.join("\n", made));
    }

    private void makeImage(String name, int files) throws IOException, InterruptedException {
        Path tree = Files.createDirectory(temp.resolve(name));
        for (int i = 0; i < files; i++) {
            Files.writeString(tree.resolve("file" + i), "content " + i);
        }
        Command.mkfs("-q", "-r", tree, name + ".raw").in(temp).run().ok();
    }

    private Command extraction(String name) {
        return Command.dump("-d", name + ".out", name + ".raw").in(temp);
    }
}
