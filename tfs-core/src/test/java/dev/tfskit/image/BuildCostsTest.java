// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Await;
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
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What an image costs, as numbers that do not depend on the speed of the machine. Isolated, because it counts what all
 * threads allocate, and all threads that start.
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

    private static final int COPIERS = 2;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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

    /**
     * Each draft has its own threads, and each thread a buffer. When the second draft begins, the threads of the first
     * have ended.
     */
    @Test
    void sourcesThatReplaceEachOtherTakeTheThreadsOfTwoDrafts() throws IOException {
        // The first build loads classes, which may start threads of the JDK.
        buildOf(1);
        long threads = THREADS.getTotalStartedThreadCount();
        buildOf(6);
        assertTrue(THREADS.getTotalStartedThreadCount() - threads <= 2 * COPIERS, "threads for each source");
    }

    /** Builds an image of the same tree several times, one over the other. */
    private void buildOf(int sources) throws IOException {
        List<TreeSource> trees = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            trees.add(new DirectorySource(tree, DirectorySelection.usual().with(Excludes.NONE), notice -> {
                throw new AssertionError(notice);
            }));
        }
        try (Closeable _ = () -> closeAll(trees)) {
            build(trees);
        }
    }

    private static void closeAll(List<TreeSource> trees) throws IOException {
        for (TreeSource each : trees) {
            each.close();
        }
    }

    private static void build(List<TreeSource> trees) throws IOException {
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notice -> {
                    throw new AssertionError(notice);
                })
                .threads(COPIERS)
                .withFinalStep(_ -> assertNoCopierIsLeft())
                .build(MemoryDevice::new, trees);
    }

    /** A thread that has its last batch behind it may need a moment to end. */
    private static void assertNoCopierIsLeft() throws IOException {
        try {
            Await.until(
                    "the copiers have ended",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(each -> each.getName().startsWith(Copier.THREAD_NAME)));
        } catch (InterruptedException e) {
            throw new InterruptedIOException("while the copiers ended");
        }
    }
}
