// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The process behind a mount gives memory back. {@code jcmd} counts its objects and measures its heap. */
@Order(1)
@Tag("slow")
class MemoryIT extends OnImage {

    private static final int FILES = 40_000;
    private static final int ROUNDS = 12;
    /** Several times what is in use at once, and much less than all rounds together leave. */
    private static final long MOST_KILOBYTES = 400_000;

    private static final Pattern GENERATION = Pattern.compile("(DefNew|Tenured)\\s+total (\\d+)K");

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        return Command.of(Path.of(System.getProperty("java.home"), "bin", "jcmd"), pid, command)
                .run()
                .ok()
                .output();
    }

    private static long heapKilobytes(long pid) throws IOException, InterruptedException {
        return GENERATION
                .matcher(jcmd(pid, "GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(2)))
                .sum();
    }

    /** Counts the objects that are in use; this collects garbage first. */
    private static long inUse(long pid, String type) throws IOException, InterruptedException {
        Matcher line =
                Pattern.compile("\\s(\\d+)\\s+\\d+\\s+\\Q" + type + "\\E\\s").matcher(jcmd(pid, "GC.class_histogram"));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    @Test
    void memoryOfRemovedFilesIsReturnedToTheHost() throws Exception {
        Command.Running daemon = mountInForeground();
        long pid = daemon.process().pid();
        long before = heapKilobytes(pid);
        shell.run("cd mnt; for d in $(seq $(($1 / 1000))); do mkdir $d; (cd $d; seq 1000 | xargs touch); done", FILES);
        long most = heapKilobytes(pid);
        assertTrue(most > before, most + " kB");
        shell.run("rm -r mnt/*");
        // All that the files have added is free, but the heap keeps a little more than is in use.
        long enough = before + (most - before) / 2;
        Await.until("the heap of " + most + " kB has at most " + enough, () -> heapKilobytes(pid) <= enough);
        assertTrue(inUse(pid, "dev.tfskit.fuse.Nodes$Node") < FILES / 100);
        assertTrue(inUse(pid, "dev.tfskit.volume.RegularFile") < FILES / 100);
        shell.fuse("--unmount", "mnt").ok();
        daemon.result().ok();
        TestImage.check(image);
    }

    /** Files that live for a moment survive the collections of new objects, and the JVM would keep them for long. */
    @Test
    void heapStaysSmallWhileFilesComeAndGo() throws Exception {
        Command.Running daemon = mountInForeground();
        long pid = daemon.process().pid();
        long most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            shell.run("mkdir mnt/d && cd mnt/d && seq $1 | xargs touch && cd .. && rm -r d", FILES);
            most = Math.max(most, heapKilobytes(pid));
        }
        assertTrue(most < MOST_KILOBYTES, most + " kB");
        shell.fuse("--unmount", "mnt").ok();
        daemon.result().ok();
    }

    @Test
    void heapMayBeLimitedToLessThanItBeginsWithOtherwise() throws IOException, InterruptedException {
        for (String variable : List.of("TFS_JAVA_OPTS", "JDK_JAVA_OPTIONS")) {
            // The JVM itself says that it has read one of the two.
            assertEquals(
                    0,
                    Command.tool("tfs-fuse", "--version")
                            .env(variable, "-Xmx24m")
                            .run()
                            .exitCode(),
                    variable);
        }
    }
}
