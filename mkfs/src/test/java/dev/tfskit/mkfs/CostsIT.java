// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of tfs-mkfs costs, as numbers that do not depend on the speed of the machine. */
class CostsIT {

    private static final int FILES = 1_000;

    /**
     * A file is measured, asked for its extended attributes, which takes an open file in Java, and measured again,
     * opened and read. The numbers are per thousand files, with a margin for batches and the JVM itself.
     */
    private static final Map<String, Integer> MOST_CALLS = Map.of(
            "statx", 2_100,
            "openat", 2_100,
            "flistxattr", 1_050,
            "pread64", 1_050,
            "close", 2_100,
            "pwrite64", 20);

    /** Each of these classes takes about a millisecond. */
    private static final int MOST_CLASSES_MADE_AT_RUN_TIME = 25;

    @TempDir
    private Path temp;

    @Test
    void readsSmallFileWithFewSystemCalls() throws IOException, InterruptedException {
        Mounts.skipUnless(Command.of("strace", "-qq", "-o", "/dev/null", "true").run(), "strace cannot trace here");
        makeFiles("few", 10);
        makeFiles("many", 10 + FILES);
        Map<String, Integer> few = countCalls("few");
        Map<String, Integer> many = countCalls("many");
        for (Map.Entry<String, Integer> limit : MOST_CALLS.entrySet()) {
            int calls = many.getOrDefault(limit.getKey(), 0) - few.getOrDefault(limit.getKey(), 0);
            assertTrue(calls <= limit.getValue(), FILES + " files took " + calls + " calls of " + limit.getKey());
        }
    }

    @Test
    void makesFewClassesThatNoCacheHolds() throws IOException, InterruptedException {
        makeFiles("tree", 3);
        run("TFS_JAVA_OPTS=-Xlog:class+load:file=classes \"$1\"", "tree");
        List<String> made = Files.readAllLines(temp.resolve("classes")).stream()
                .filter(line -> !line.contains("shared objects file"))
                .toList();
        assertTrue(made.size() <= MOST_CLASSES_MADE_AT_RUN_TIME, String.join("\n", made));
    }

    private void makeFiles(String directory, int count) throws IOException {
        Files.createDirectory(temp.resolve(directory));
        for (int i = 0; i < count; i++) {
            Files.writeString(temp.resolve(directory).resolve("file" + i), "content " + i);
        }
    }

    /** Without a pipe as standard input: looking into one binds system calls. */
    private void run(String tool, String tree) throws IOException, InterruptedException {
        Command.shell(
                        tool + " -q -r \"$2\" \"$2.raw\" </dev/null",
                        Command.launcher("tfs-mkfs").toString(),
                        tree)
                .in(temp)
                .run()
                .ok();
    }

    private Map<String, Integer> countCalls(String tree) throws IOException, InterruptedException {
        run("strace -f -c -qq -o calls \"$1\"", tree);
        Map<String, Integer> calls = new TreeMap<>();
        for (String line : Files.readAllLines(temp.resolve("calls"))) {
            // percent, seconds, microseconds per call, calls, perhaps errors, name
            String[] fields = line.strip().split("\\s+");
            if (fields.length >= 5 && fields[3].matches("[0-9]+")) {
                calls.put(fields[fields.length - 1], Integer.parseInt(fields[3]));
            }
        }
        return calls;
    }
}
