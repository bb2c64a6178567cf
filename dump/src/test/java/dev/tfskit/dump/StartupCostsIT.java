// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.LoadedClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each run of tfs-dump costs, as counts that do not depend on the speed of the machine. */
class StartupCostsIT {

    /** Each of these classes takes about a millisecond. There are none; another JDK may need some. */
    private static final int MOST_CLASSES_MADE_AT_RUN_TIME = 2;

    @TempDir
    private Path temp;

    @Test
    void makesFewClassesThatNoCacheHolds() throws IOException, InterruptedException {
        Command.shell("mkdir -p tree/directory && echo text >tree/file && ln tree/file tree/directory/again"
                        + " && ln -s file tree/link")
                .in(temp)
                .run()
                .ok();
        Command.mkfs("-q", "-r", "tree", "tree.raw").in(temp).run().ok();
        for (Command tool : List.of(
                Command.dump("--help"),
                Command.dump("-t", "tree.raw"),
                Command.dump("--check", "tree.raw"),
                Command.dump("--tar", "tree.tar", "tree.raw"))) {
            List<String> made = LoadedClasses.outsideArchive(tool.in(temp), temp);
            assertTrue(made.size() <= MOST_CLASSES_MADE_AT_RUN_TIME, String.join("\n", made));
        }
    }

    /** Some eighty classes, which take a tenth of the time of a short command. */
    @Test
    void leavesCryptographyAloneUntilItIsNeeded() throws IOException, InterruptedException {
        assertEquals(List.of(), cryptography("--help"));
        Command.mkfs("-q", "-e", "empty.raw").in(temp).run().ok();
        assertEquals(List.of(), cryptography("empty.raw"));
        assertFalse(cryptography("--sha256", "empty.raw").isEmpty());
    }

    private List<String> cryptography(Object... arguments) throws IOException, InterruptedException {
        return LoadedClasses.initialized(Command.dump(arguments).in(temp), "sun/security", temp);
    }
}
