// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.Recording;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What an image costs, as numbers that do not depend on the speed of the machine. Isolated, because it counts what all
 * threads allocate.
 */
@Isolated
class BuildCostsTest {

    private static final int DIRECTORIES = 20;
    private static final int FILES = 100;
    private static final int ENTRIES = DIRECTORIES * (1 + FILES);

    /** A file has a name of 7 bytes, an extent, a length and a time; most of the rest are numbers of symbols. */
    private static final int MOST_LOG_BYTES_PER_ENTRY = 45;

    /** The tuples, the attributes as the JDK reads them, paths, and channels. */
    private static final int MOST_ALLOCATED_BYTES_PER_ENTRY = 10_000;

    @TempDir
    private Path temp;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < DIRECTORIES; i++) {
            Path directory = Files.createDirectory(tree.resolve("directory" + i));
            for (int j = 0; j < FILES; j++) {
                Files.writeString(directory.resolve("file" + (100 + j)), "content " + j);
            }
        }
    }

    private void build(ResizableDevice device) throws IOException {
        try (DirectorySource source =
                new DirectorySource(tree, DirectorySelection.usual().with(Excludes.NONE), notice -> {
                    throw new AssertionError(notice);
                })) {
            ImageBuilder.Built built = new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                        throw new AssertionError(notice);
                    })
                    .threads(2)
                    .build(() -> device, List.of(source));
            assertEquals(ENTRIES, built.summary().entries());
        }
    }

    @Test
    void logIsShort() throws IOException {
        MemoryDevice device = new MemoryDevice();
        build(device);
        LogCursor log = new LogCursor(device);
        long bytes = 0;
        while (log.hasNext()) {
            bytes += log.next() instanceof Frame.Record record ? record.length() : 0;
        }
        assertTrue(bytes <= (long) MOST_LOG_BYTES_PER_ENTRY * ENTRIES, bytes / ENTRIES + " bytes per entry");
    }

    /** Everything but block 0 is flushed before block 0 is written, which is flushed then. */
    @Test
    void wholeImageTakesTwoFlushes() throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(0);
        build(device);
        assertEquals(
                2,
                device.eventsFrom(0).stream()
                        .filter(Recording.Event.Force.class::isInstance)
                        .count());
    }

    @Test
    void threadsAllocateLittlePerEntry() throws IOException {
        // The first build loads classes.
        build(new MemoryDevice());
        Path image = temp.resolve("disk.raw");
        AllocatedBytes allocated = AllocatedBytes.startForAllThreads();
        try (FileDevice device = new FileDevice(image, FileChannel.open(image, CREATE_NEW, READ, WRITE))) {
            build(device);
        }
        long bytes = allocated.count();
        assertTrue(bytes <= (long) MOST_ALLOCATED_BYTES_PER_ENTRY * ENTRIES, bytes / ENTRIES + " bytes per entry");
    }
}
