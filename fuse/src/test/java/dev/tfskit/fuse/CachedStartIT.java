// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The start of the packaged tool, which takes its classes from the AOT cache. */
class CachedStartIT {

    /**
     * A build writes its jars again, also with the same bytes. The cache of the build before must serve then, so all
     * builds give the jars one time.
     */
    @Test
    void jarsHaveTheSameTimeAfterEachBuild() throws IOException, InterruptedException {
        Path jars = Command.PROJECT.resolve("fuse/target/lib");
        assertEquals(
                "1970-01-01\n",
                Command.shell("find \"$1\" -name '*.jar' -printf '%TY-%Tm-%Td\\n' | sort -u", jars)
                        .run()
                        .ok()
                        .output());
    }

    @Test
    void takesItsClassesFromTheCache() throws IOException, InterruptedException {
        String loaded = Command.tool("tfs-fuse", "--version")
                .env("TFS_JAVA_OPTS", "-Xlog:class+load")
                .run()
                .ok()
                .output();
        String line = FuseMain.class.getName() + " source: shared objects file";
        assertTrue(loaded.contains(line), loaded);
    }
}
