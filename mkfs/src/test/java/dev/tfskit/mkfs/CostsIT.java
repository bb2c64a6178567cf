// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.LoadedClasses;
import dev.tfskit.Mounts;
import dev.tfskit.Strace;
import dev.tfskit.SystemCallCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cost of a run of tfs-mkfs, as counts that do not depend on the speed of the machine. */
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

    /** Without extended attributes, a file is opened once. */
    private static final Map<String, Integer> MOST_CALLS_WITHOUT_ATTRIBUTES = Map.of(
            "statx", 2_100,
            "openat", 1_050,
            "flistxattr", 10,
            "pread64", 1_050,
            "close", 1_050);

    /** Each of these classes takes about a millisecond. There are none; another JDK may need some. */
    private static final int MOST_CLASSES_MADE_AT_RUN_TIME = 5;

    /** Classes of this project and of the parser of options. */
    private static final int MOST_OWN_CLASSES_FOR_HELP = 150;

    @TempDir
    private Path temp;

    @Test
    void readsSmallFileWithFewSystemCalls() throws IOException, InterruptedException {
        assertMoreFilesCostAtMost(MOST_CALLS);
    }

    @Test
    void opensFileOnceWithoutExtendedAttributes() throws IOException, InterruptedException {
        assertMoreFilesCostAtMost(MOST_CALLS_WITHOUT_ATTRIBUTES, "--no-xattrs");
    }

    private void assertMoreFilesCostAtMost(Map<String, Integer> limits, String... options)
            throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        makeFiles("few", 10);
        makeFiles("many", 10 + FILES);
        SystemCallCounts few = SystemCallCounts.of(mkfs("few", options), temp.resolve("calls"));
        SystemCallCounts many = SystemCallCounts.of(mkfs("many", options), temp.resolve("calls"));
        many.assertAtMost(limits, few);
    }

    @Test
    void makesFewClassesThatNoCacheHolds() throws IOException, InterruptedException {
        makeFiles("tree", 3);
        // Larger than what is copied at once, so that an extent is replaced by a longer one.
        String kinds = "head -c 3000000 /dev/urandom >tree/large && mkdir tree/directory"
                + " && ln tree/file0 tree/directory/again && ln -s file0 tree/link && tar -cf tree.tar -C tree .";
        Command.shell(kinds).in(temp).run().ok();
        assertFewClassesMade(mkfs("tree"));
        assertFewClassesMade(mkfs("tree.tar"));
        // The second run replaces the image.
        assertFewClassesMade(mkfs("tree"));
        assertFewClassesMade(Command.mkfs("-q", "-e", "empty.raw").in(temp));
        assertFewClassesMade(Command.mkfs("--help").in(temp));
    }

    @Test
    void emptyImageTakesCacheOfItsOwn() throws IOException, InterruptedException {
        assertTrue(cacheOf("-e", "empty.raw").endsWith("-empty.aot"));
        assertFalse(cacheOf("-e", "-q", "quiet.raw").endsWith("-empty.aot"));
        // The second run replaces the image.
        assertFewClassesMade(Command.mkfs("-e", "empty.raw").in(temp));
    }

    /** Returns the name of the cache with which the launcher starts the JVM. */
    private String cacheOf(Object... arguments) throws IOException, InterruptedException {
        String printed = Command.mkfs(arguments)
                .in(temp)
                .env("TFS_JAVA_OPTS", "-XX:+PrintCommandLineFlags")
                .run()
                .errors();
        Matcher cache = Pattern.compile("-XX:AOTCache=(\\S*\\.aot)").matcher(printed);
        assertTrue(cache.find(), printed);
        return cache.group(1);
    }

    /** The question whether the file keeps all that is printed is not asked where the answer is known. */
    @Test
    void makesFewClassesWhenItPrintsIntoFile() throws IOException, InterruptedException {
        Path output = Files.createDirectory(temp.resolve("output"));
        assertFewClassesMade(Command.shell("\"$1\" --help >output/help", Command.launcher("tfs-mkfs"))
                .under(Mounts.tmpfs("size=1m", output))
                .in(temp));
    }

    private void assertFewClassesMade(Command command) throws IOException, InterruptedException {
        List<String> made = LoadedClasses.outsideArchive(command, temp);
        assertTrue(made.size() <= MOST_CLASSES_MADE_AT_RUN_TIME, String.join("\n", made));
    }

    @Test
    void helpUsesFewClasses() throws IOException, InterruptedException {
        List<String> own = LoadedClasses.initialized(Command.mkfs("--help").in(temp), "dev/tfskit|picocli", temp);
        assertTrue(!own.isEmpty() && own.size() <= MOST_OWN_CLASSES_FOR_HELP, own.size() + " classes");
    }

    private void makeFiles(String directory, int count) throws IOException {
        Files.createDirectory(temp.resolve(directory));
        for (int i = 0; i < count; i++) {
            Files.writeString(temp.resolve(directory).resolve("file" + i), "content " + i);
        }
    }

    /** Without a pipe as standard input: looking into one binds system calls. */
    private Command mkfs(String tree, String... options) {
        return Command.shell(
                        "tool=$1 tree=$2; shift 2; \"$tool\" -q \"$@\" -r \"$tree\" \"$tree.raw\" </dev/null",
                        Command.launcher("tfs-mkfs").toString(),
                        tree)
                .with((Object[]) options)
                .in(temp);
    }
}
