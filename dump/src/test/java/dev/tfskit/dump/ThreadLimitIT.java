// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with many processors that allows a user few threads, as a container may. */
@Tag("slow")
class ThreadLimitIT {

    /** Threads of the JVM that come and go would make the limit another one in each run. */
    private static final String MANY_PROCESSORS = "-XX:ActiveProcessorCount=64 -XX:CICompilerCount=1";

    private static final String LACK = "no more threads can be started; check the limit of processes: ulimit -u, "
            + "--pids-limit of a container, TasksMax of a service\n";

    /** With so few threads, no JVM starts. */
    private static final int TOO_FEW = 8;

    /** With so many, the JVM starts, and tfs-mkfs may start fewer threads than there are processors. */
    private static final int ENOUGH = 20;

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException, InterruptedException {
        assumeTrue(Privileges.isRoot(), "only root can act as a user without processes");
        Command.shell("""
                chmod 755 .
                mkdir tree
                mkdir -m 777 made
                head -c 30000000 /dev/urandom >tree/large
                for i in $(seq 60); do
                    mkdir "tree/$i"
                    (cd "tree/$i"; seq 20 | xargs touch; echo text | tee 7 >8)
                done
                """).in(temp).run().ok();
        assumeTrue(
                limited(Command.mkfs("--version"), ENOUGH).exitCode() == 0,
                "other users cannot start " + Command.launcher("tfs-mkfs"));
    }

    /** The limit is one of a user. No other test has processes of this one. */
    private Result limited(Command command, int threads) throws IOException, InterruptedException {
        return command.under(List.of("prlimit", "--nproc=" + threads))
                .under(Privileges.otherUser(54321, 54321))
                .in(temp)
                .env("TFS_JAVA_OPTS", MANY_PROCESSORS)
                .run();
    }

    @Test
    void contentsAreCopiedByThreadsThatRun() throws IOException, InterruptedException {
        assertGoesOnWithFewThreads(
                "tfs-mkfs",
                () -> Command.mkfs("-q", "--tree", "-r", "tree", "made/disk.raw"),
                "\"$0\" -d made/out made/disk.raw; diff -r tree made/out");
    }

    @Test
    void contentsAreExtractedByThreadsThatRun() throws IOException, InterruptedException {
        Command.mkfs("-q", "--tree", "-r", "tree", "disk.raw").in(temp).run().ok();
        assertGoesOnWithFewThreads(
                "tfs-dump", () -> Command.dump("-d", "made/out", "disk.raw"), "diff -r tree made/out");
    }

    /**
     * With the smallest limits, the JVM does not start; then the tool says what it lacks; with all others, it succeeds.
     *
     * @param check a script that fails when the result is wrong
     */
    private void assertGoesOnWithFewThreads(String tool, Supplier<Command> command, String check)
            throws IOException, InterruptedException {
        List<Integer> lacks = new ArrayList<>();
        List<Integer> successes = new ArrayList<>();
        for (int threads = TOO_FEW; threads <= ENOUGH; threads++) {
            Result result = limited(command.get(), threads);
            if (result.exitCode() == 0) {
                assertEquals("", result.errors());
                Command.of("sh", "-ec", check, Command.launcher("tfs-dump"))
                        .in(temp)
                        .run()
                        .ok();
                successes.add(threads);
            } else if (!result.errors().startsWith("Error occurred during initialization of VM")) {
                assertEquals(tool + ": " + LACK, result.errors());
                assertEquals(List.of(), successes);
                lacks.add(threads);
            }
            Command.shell("rm -rf made/*").in(temp).run().ok();
        }
        assertFalse(lacks.isEmpty() || successes.isEmpty(), lacks + ", " + successes);
    }
}
