// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.RemoveTree;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tfs-mkfs does with directories that change while it reads them, and with very deep ones. */
class ChangingTreeIT {

    /** More than a pipe and the buffers of the tool hold, once each is printed. */
    private static final int ENTRIES = 3000;

    private static final String WARNING = "tfs-mkfs: /z: warning: was removed while the tree was read; left out";

    private static final String NAME = "n".repeat(200);

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path temp;

    /**
     * The tool prints each entry, and stops when no program reads: so there is a moment when it has listed the
     * directory and has not come to its last entry.
     */
    private Result runWhileTheLastEntryVanishes(Object... options) throws IOException, InterruptedException {
        Command.shell(
                        "mkdir tree; cd tree; n=$(printf %0100d 0); "
                                + "for i in $(seq $1); do echo $i >$n-$i; done; echo z >z",
                        ENTRIES)
                .in(temp)
                .run()
                .ok();
        try (Command.Running running = Command.mkfs("-v", "--tree", "-r", "tree")
                .with(options)
                .with("image")
                .in(temp)
                .start()) {
            assertTrue(running.nextLine().contains("/"));
            Files.delete(temp.resolve("tree/z"));
            return running.result();
        }
    }

    @Test
    void vanishedFileGivesWarningAndOthersAreKept() throws IOException, InterruptedException {
        Result result = runWhileTheLastEntryVanishes();
        assertEquals(0, result.exitCode(), result::errors);
        assertEquals(WARNING, result.errors().strip());
        assertEquals(ENTRIES, new MadeImage(temp.resolve("image")).paths().size());
    }

    @Test
    void strictMakesNoImageWhenThereIsAWarning() throws IOException, InterruptedException {
        Result result = runWhileTheLastEntryVanishes("--strict");
        assertEquals(1, result.exitCode());
        assertEquals(
                List.of(
                        WARNING,
                        "tfs-mkfs: image: is not made, because of 1 warning; remove the cause or leave out --strict"),
                result.errors().lines().toList());
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(
                    List.of("tree"),
                    left.map(each -> each.getFileName().toString()).toList());
        }
    }

    @Test
    void strictMakesAnImageWhenThereIsNone() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("tree"));
        Command.mkfs("--strict", "-q", "-r", "tree", "image").in(temp).run().ok();
        Command.shell("mkfifo tree/fifo").in(temp).run().ok();
        assertEquals(
                1,
                Command.mkfs("--strict", "--tree", "--dry-run", "-r", "tree")
                        .in(temp)
                        .run()
                        .exitCode());
        assertFalse(Files.exists(temp.resolve("other")));
    }

    /** Makes an image and a tree with a file and a private directory below so many directories. */
    private void makeDeepTree(int depth) throws IOException, InterruptedException {
        Command.shell(
                        "echo leaf >leaf; mkdir -m 700 private; "
                                + "tar -c -f deep.tar --transform \"s,^,$1,\" leaf private",
                        (NAME + "/").repeat(depth))
                .in(temp)
                .run()
                .ok();
        Command.mkfs("-q", "--tree", "-r", "deep.tar", "first").in(temp).run().ok();
        new MadeImage(temp.resolve("first")).extract(Files.createDirectory(temp.resolve("deep")));
    }

    @Test
    void treeDeeperThanLongestPathComesBack() throws IOException, InterruptedException {
        makeDeepTree(50);
        Command.mkfs("-q", "--tree", "-r", "deep", "second").in(temp).run().ok();
        assertEquals(
                List.of(), new MadeImage(temp.resolve("second")).differencesFrom(new MadeImage(temp.resolve("first"))));
    }

    @Test
    void errorDeepInTreeNamesWholePath() throws IOException, InterruptedException {
        makeDeepTree(30);
        Command.of("find", "deep", "-name", "private", "-prune", "-execdir", "chmod", "0", "{}", ";")
                .in(temp)
                .run()
                .ok();
        Command.mkfs("-q", "--tree", "-r", "deep", "image")
                .in(temp)
                .under(Privileges.withoutThoseOfRoot(temp))
                .run()
                .failed(
                        1,
                        "tfs-mkfs: " + temp.toRealPath().resolve("deep") + ("/" + NAME).repeat(30)
                                + "/private: permission denied; check its owner and mode, and those of its directory");
    }
}
