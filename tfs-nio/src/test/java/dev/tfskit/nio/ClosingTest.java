// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Tfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Many threads use a file system, and it is closed while they do. */
class ClosingTest {

    private static final int THREADS = 8;

    @TempDir
    private Path temp;

    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = temp.resolve("disk.raw");
        Tfs.create(image, 32 << 20, "disk").close();
    }

    private FileSystem open() throws IOException {
        return FileSystems.newFileSystem(image, Map.of("mode", "rw"));
    }

    private void assertSound() throws IOException {
        List<String> findings = new ArrayList<>();
        assertTrue(Tfs.check(image, finding -> findings.add(finding.toString())).isClean(), findings.toString());
    }

    @Test
    void closedFileSystemsRefuseEverything() throws IOException {
        FileSystem disk = open();
        Path file = Files.writeString(disk.getPath("/f"), "content");
        FileChannel channel = FileChannel.open(file);
        FileChannel directory = FileChannel.open(disk.getPath("/"));
        DirectoryStream<Path> stream = Files.newDirectoryStream(disk.getPath("/"));
        disk.close();
        disk.close();
        assertFalse(disk.isOpen());
        assertFalse(channel.isOpen());
        assertFalse(directory.isOpen());
        List<Executable> all = List.of(
                () -> Files.readString(file),
                () -> Files.writeString(file, "x"),
                () -> Files.delete(file),
                () -> Files.createDirectory(file),
                () -> Files.newDirectoryStream(file),
                () -> Files.copy(file, file),
                () -> Files.move(file, file),
                () -> Files.size(file),
                () -> Files.exists(file),
                () -> Files.getFileStore(file),
                () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------")),
                file::toRealPath,
                disk::getRootDirectories,
                disk::getFileStores,
                disk::supportedFileAttributeViews,
                () -> disk.getPathMatcher("glob:*"));
        for (Executable each : all) {
            assertThrows(ClosedFileSystemException.class, each);
        }
        assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, stream::iterator);
        assertThrows(FileSystemNotFoundException.class, () -> Path.of(file.toUri()));
        assertEquals("/f", file.toString());
        try (FileSystem again = open()) {
            assertEquals("content", Files.readString(again.getPath("/f")));
        }
        assertSound();
    }

    @Test
    void filesWithoutNamesAreGoneAfterClosing() throws IOException {
        long free;
        try (FileSystem disk = open()) {
            free = Files.getFileStore(disk.getPath("/")).getUnallocatedSpace();
            FileChannel channel = FileChannel.open(
                    disk.getPath("/f"),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            channel.write(ByteBuffer.allocate(1 << 20));
        }
        try (FileSystem disk = open()) {
            assertEquals(free, Files.getFileStore(disk.getPath("/")).getUnallocatedSpace());
        }
        assertSound();
    }

    @Test
    void operationsEndWholeWhenAnotherThreadCloses() throws Exception {
        FileSystem disk = open();
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Future<Integer>> written = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                Path directory = Files.createDirectory(disk.getPath("/" + i));
                written.add(threads.submit(() -> writeUntilClosed(directory, running)));
            }
            running.await();
            disk.close();
        }
        try (FileSystem again = open()) {
            for (int i = 0; i < THREADS; i++) {
                int count = written.get(i).get();
                assertTrue(count > 0);
                for (int j = 0; j < count; j++) {
                    Path file = again.getPath("/" + i, "f" + j);
                    assertEquals("content of " + j, Files.readString(file));
                }
            }
        }
        assertSound();
    }

    /** Returns how many files were written whole before the file system was closed. */
    private static int writeUntilClosed(Path directory, CountDownLatch running) throws IOException {
        int count = 0;
        while (true) {
            try {
                Path part = directory.resolve("part");
                Files.writeString(part, "content of " + count);
                Files.move(part, directory.resolve("f" + count));
                if (count++ == 0) {
                    running.countDown();
                }
            } catch (ClosedFileSystemException | ClosedChannelException e) {
                return count;
            }
        }
    }

    @Test
    void threadsThatShareADirectorySeeWholeFiles() throws Exception {
        AtomicInteger removed = new AtomicInteger();
        try (FileSystem disk = open();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Path shared = Files.createDirectory(disk.getPath("/shared"));
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 50; round++) {
                        Path own = shared.resolve("own" + number);
                        Files.writeString(own, "x".repeat(1000 + number));
                        Files.move(own, shared.resolve("common"), StandardCopyOption.REPLACE_EXISTING);
                        if (Files.deleteIfExists(shared.resolve("common"))) {
                            removed.incrementAndGet();
                        }
                        try (Stream<Path> list = Files.list(shared)) {
                            assertTrue(list.count() <= THREADS + 1);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            try (Stream<Path> list = Files.list(shared)) {
                assertEquals(0, list.count());
            }
        }
        assertTrue(removed.get() > 0);
        assertSound();
    }

    @Test
    void interruptedThreadLeavesTheFileSystemUsable() throws Exception {
        try (FileSystem disk = open();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Path file = Files.write(disk.getPath("/f"), new byte[1 << 20]);
            for (int i = 0; i < 200; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                Future<?> reader = threads.submit(() -> {
                    begun.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Files.readAllBytes(file);
                        Files.writeString(disk.getPath("/g"), "x");
                    }
                    return true;
                });
                begun.await();
                reader.cancel(true);
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
            Files.writeString(disk.getPath("/g"), "after");
            assertEquals(1 << 20, Files.readAllBytes(file).length);
        }
        assertSound();
    }
}
