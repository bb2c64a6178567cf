// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tar} unpacks an archive of {@code tfs-dump --tar} to the same tree that {@code tfs-dump -d} extracts. */
class TarIT {

    private static final String UNPACK = "mkdir \"$2\"; tar -x -p --xattrs --xattrs-include='*' -f \"$1\" -C \"$2\"";

    @TempDir
    private Path temp;

    private Path source;
    private Path image;
    private Path out;

    @BeforeEach
    void makeImage() throws IOException, InterruptedException {
        source = temp.resolve("source");
        image = temp.resolve("disk.raw");
        out = temp.resolve("out");
        HostTrees.makeArm64(source);
        InProcess.mkfs("-r", source, image).ok();
    }

    @ParameterizedTest
    @CsvSource({"tree.tar, .", "tree.tar.gz, .", "tree.tar.xz, usr/share", "tree.tar.zst, ."})
    void tarUnpacksTheSameTree(String name, String part) throws IOException, InterruptedException {
        Path archive = temp.resolve(name);
        InProcess.dump("--tar", archive, image, "/" + part).ok();
        Command.shell(UNPACK, archive, out).run().ok();
        HostTrees.assertSame(source.resolve(part), out.resolve(part));
    }

    @Test
    void archiveGoesThroughPipe() throws IOException, InterruptedException {
        Command.shell(
                        "mkdir \"$3\"; \"$1\" --tar - \"$2\" | tar -x -p -C \"$3\"",
                        Command.launcher("tfs-dump"),
                        image,
                        out)
                .run()
                .ok();
        HostTrees.assertSame(source, out);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$dump --tar /dev/stdout disk.raw | cat >result",
                "mkfifo pipe; cat pipe >result & $dump --tar pipe disk.raw; wait; [ -p pipe ]",
                "$dump --tar /dev/null disk.raw; cp expected result"
            })
    void writesSameArchiveToPipesAndDevices(String script) throws IOException, InterruptedException {
        Command.shell(
                        "dump=$1; $dump --tar - disk.raw >expected; " + script + "; cmp expected result",
                        Command.launcher("tfs-dump"))
                .in(temp)
                .run()
                .ok();
    }

    @Test
    void refusesFileThatIsMountedAlone() throws IOException, InterruptedException {
        Path kept = Files.writeString(temp.resolve("kept.tar"), "kept");
        Path mounted = Files.createFile(temp.resolve("mounted.tar"));
        Result result = Command.dump("--tar", mounted, image)
                .under(Mounts.bind(kept, mounted))
                .run();
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().startsWith("tfs-dump: " + mounted + ": is a mount point"), result.errors());
        assertEquals("kept", Files.readString(kept));
    }

    @Test
    void subtreeIsArchivedAlone() throws IOException, InterruptedException {
        Path archive = temp.resolve("part.tar");
        InProcess.dump("--tar", archive, image, "/usr/bin/env").ok();
        Command.shell(UNPACK, archive, out).run().ok();
        assertEquals(-1, Files.mismatch(source.resolve("usr/bin/env"), out.resolve("usr/bin/env")));
        assertFalse(Files.exists(out.resolve("etc")));
    }

    @Test
    void oldFileIsKeptWhenTheImageIsDamaged() throws IOException, InterruptedException {
        Path archive = Files.writeString(temp.resolve("kept.tar"), "kept");
        Path damaged = Files.writeString(temp.resolve("damaged.raw"), "no image");
        assertTrue(InProcess.dump("--tar", archive, damaged).exitCode() != 0);
        assertEquals("kept", Files.readString(archive));
    }
}
