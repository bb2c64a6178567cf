// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.ImageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** An image has one writer at most. */
class RegisteredFileTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.write(directory.resolve("image"), new byte[512]);
    }

    private static String refusal(Executable attempt) {
        return assertThrows(FileSystemException.class, attempt).getReason();
    }

    @Test
    void fileOpenForWritingIsNotOpenedAgain() throws IOException {
        Path secondName = Files.createLink(directory.resolve("second"), file);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (FileDevice device = FileDevice.openForWriting(file)) {
            for (Path name : new Path[] {file, secondName, link}) {
                String reason = "is open in this program already; close it there first";
                assertEquals(reason, refusal(() -> FileDevice.openForWriting(name)));
                assertEquals(reason, refusal(() -> FileDevice.openForReading(name)));
                assertEquals(reason, refusal(() -> PendingFile.forTarget(name)));
                assertTrue(FileDevice.isLocked(name));
            }
            device.write(0, ByteBuffer.wrap(new byte[] {1}));
        }
        FileDevice.openForWriting(file).close();
        FileDevice.openForReading(file).close();
        assertFalse(FileDevice.isLocked(file));
    }

    @Test
    void oneOfManyThreadsOpensFileForWriting() throws Exception {
        int count = 8;
        List<Callable<FileDevice>> openings = Collections.nCopies(count, () -> FileDevice.openForWriting(file));
        List<FileDevice> opened = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (Future<FileDevice> each : threads.invokeAll(openings)) {
                try {
                    opened.add(each.get());
                } catch (ExecutionException refused) {
                    refusals.add(refused.getCause().getMessage());
                }
            }
        }
        assertEquals(1, opened.size());
        String reason = file + ": is open in this program already; close it there first";
        assertEquals(Collections.nCopies(count - 1, reason), refusals);
        assertEquals("locked\n", Command.java(LockProbe.class, file).run().ok().output());
        opened.getFirst().close();
        FileDevice.openForWriting(file).close();
    }

    @Test
    void refusalsDoNotCostTheLock() throws IOException, InterruptedException {
        try (FileDevice device = FileDevice.openForWriting(file)) {
            refusal(() -> FileDevice.openForReading(file));
            refusal(() -> FileDevice.openForWriting(file));
            FileDevice.isLocked(file);
            Result other = Command.java(LockProbe.class, file).run().ok();
            assertEquals("locked\n", other.output());
            assertEquals(512, device.size());
        }
    }

    @Test
    void anotherProgramIsNamed() throws IOException {
        try (LockHolder other = new LockHolder(file)) {
            String reason = "is open for writing in process " + other.processId()
                    + " (java); unmount or close it first, or choose another file";
            LockedException refusal =
                    Impatience.assertRefused(LockedException.class, () -> FileDevice.openForWriting(file));
            assertEquals(reason, refusal.getReason());
            assertTrue(FileDevice.isLocked(file));
            FileDevice.openForReading(file).close();
        }
        FileDevice.openForWriting(file).close();
    }

    /** In an overlay, an open file can have another inode number than its name has. */
    @Test
    void writerWithoutALockIsFoundInAnOverlay() throws IOException, InterruptedException {
        Path image = directory.resolve("merged/image");
        Result refused = Command.java(LockHolder.class, image)
                .under(List.of("sh", "-c", "exec 3<>\"$0\"; \"$@\" 3<&-", image.toString()))
                .under(Mounts.overlayOfLinkedFile(directory))
                .run();
        assertTrue(refused.errors().contains(image + ": is open for writing in process "), refused.errors());
        assertTrue(refused.errors().contains(" (sh); unmount or close it first"), refused.errors());
    }

    @Test
    void lockedFileMayHaveANameInAnyBytes() throws IOException, InterruptedException {
        Path link = directory.resolve("link");
        Command.shell(
                        "name=\"$1/$(printf '\\377')\"; mv \"$2\" \"$name\"; ln -s \"$name\" \"$3\"",
                        directory,
                        file,
                        link)
                .run()
                .ok();
        try (LockHolder other = new LockHolder(link)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            FileDevice.openForWriting(link).close();
        } finally {
            Command.shell("rm \"$1\"/*", directory).run().ok();
        }
    }

    @Test
    void failedOpenLeavesNoLock() throws IOException {
        assertThrows(NoSuchFileException.class, () -> FileDevice.openForWriting(directory.resolve("none")));
        assertEquals("is a directory; an image file is expected", refusal(() -> FileDevice.openForWriting(directory)));
        if (file.toFile().setWritable(false) && !Files.isWritable(file)) {
            assertThrows(AccessDeniedException.class, () -> FileDevice.openForWriting(file));
        }
        FileDevice.openForReading(file).close();
    }

    @Test
    void refusesToOpenCompressedImageForWriting() throws IOException {
        Files.write(file, new byte[] {4, 0x22, 0x4d, 0x18, 0x60, 0x40, (byte) 0x82, 0, 0, 0, 0});
        assertEquals(
                "is compressed with lz4, so it can only be read; unpack it first",
                refusal(() -> ImageFile.openForWriting(file)));
        assertFalse(FileDevice.isLocked(file));
    }

    @Test
    void ownerOfALockOfAnOpenFileDescriptionIsNotNamed() throws IOException {
        try (DescriptionLock _ = DescriptionLock.ofReader(file)) {
            LockedException refusal =
                    Impatience.assertRefused(LockedException.class, () -> FileDevice.openForWriting(file));
            assertEquals(
                    "is locked by another program; unmount or close it first, or choose another file",
                    refusal.getReason());
        }
    }

    /** A virtual machine that is told to end has its disk open and locked for some time. */
    @Test
    void writerWithALockForReadingIsWaitedFor() throws IOException {
        try (DescriptionLock other = DescriptionLock.ofWriter(file)) {
            LockedException refusal =
                    Impatience.assertRefused(LockedException.class, () -> FileDevice.openForWriting(file));
            assertEquals(
                    "is open for writing in process " + other.processId()
                            + " (perl); unmount or close it first, or choose another file",
                    refusal.getReason());
        }
        FileDevice.openForWriting(file).close();
    }
}
