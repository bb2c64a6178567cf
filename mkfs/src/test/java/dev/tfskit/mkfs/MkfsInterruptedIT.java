// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tfs-mkfs that is stopped leaves no incomplete files. */
class MkfsInterruptedIT {

    private static final String OLD = "what stood there before";

    @TempDir
    private Path temp;

    private Path directory;
    private Path image;
    private Path large;
    private Path small;

    @BeforeEach
    void makeSourcesAndTarget() throws IOException, InterruptedException {
        temp = temp.toRealPath();
        directory = Files.createDirectory(temp.resolve("images"));
        image = Files.writeString(directory.resolve("disk.raw"), OLD);
        small = Files.createDirectory(temp.resolve("small"));
        large = Files.createDirectory(temp.resolve("large"));
        // Zeros take no room here, but have to be read: some seconds for all of them.
        Command.shell("cd \"$1\"; seq 2000 | xargs truncate -s 15M", large)
                .run()
                .ok();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Starts one that has much to do, and returns when its temporary file is there. */
    private Command.Running startInTheMiddle() throws IOException, InterruptedException {
        try (WatchService watch = directory.getFileSystem().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Command.Running running = Command.mkfs("-r", large, image)
                    .under(List.of("env", "--default-signal=INT,TERM,HUP"))
                    .start();
            try {
                WatchKey key = Objects.requireNonNull(watch.poll(1, TimeUnit.MINUTES), "no temporary file comes");
                String name = key.pollEvents().getFirst().context().toString();
                assertTrue(name.startsWith(".disk.raw.tfs-tmp-"), name);
            } catch (Throwable e) {
                running.close();
                throw e;
            }
            return running;
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signalLeavesNoFile(String signal, int exitCode) throws IOException, InterruptedException {
        try (Command.Running running = startInTheMiddle()) {
            running.signal(signal);
            Result result = running.result();
            assertEquals("", result.errors());
            assertEquals("", result.output());
            assertEquals(exitCode, result.exitCode());
        }
        assertEquals(List.of("disk.raw"), names());
        assertEquals(OLD, Files.readString(image));
    }

    @Test
    void leftoverOfAKilledRunIsNamedByTheNextRun() throws IOException, InterruptedException {
        try (Command.Running running = startInTheMiddle()) {
            running.signal("KILL");
            assertEquals(137, running.result().exitCode());
        }
        assertEquals(OLD, Files.readString(image));
        String leftover = names().getFirst();
        assertTrue(leftover.startsWith(".disk.raw.tfs-tmp-"), leftover);
        Command.mkfs("-r", small, image)
                .run()
                .okWith("tfs-mkfs: " + directory + "/" + leftover
                        + ": warning: is the incomplete image of a run that was killed; remove it");
        Files.delete(directory.resolve(leftover));
        Command.mkfs("-r", small, image).run().ok();
    }

    @Test
    void temporaryFileOfOtherRunIsLeftAlone() throws IOException, InterruptedException {
        try (Command.Running running = startInTheMiddle()) {
            assertEquals(2, names().size());
            Command.mkfs("-r", small, image).run().ok();
            assertEquals(2, names().size());
            running.signal("TERM");
            assertEquals(143, running.result().exitCode());
        }
        assertEquals(List.of("disk.raw"), names());
        assertEquals(List.of(), new MadeImage(image).paths());
    }
}
