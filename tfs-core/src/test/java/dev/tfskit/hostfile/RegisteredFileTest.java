// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Privileges;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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
            FileSystemException refusal =
                    Impatience.assertRefused(FileSystemException.class, () -> FileDevice.openForWriting(file));
            assertEquals(reason, refusal.getReason());
            assertTrue(FileDevice.isLocked(file));
            FileDevice.openForReading(file).close();
        }
        FileDevice.openForWriting(file).close();
    }

    private static void assertSharesItsBytes(String device, String other, LockHolder writer) {
        FileSystemException refusal =
                Impatience.assertRefused(FileSystemException.class, () -> FileDevice.openForWriting(Path.of(device)));
        assertEquals(
                device + ": shares its bytes with " + other + ", which is open for writing in process "
                        + writer.processId() + " (java); unmount or close it first, or choose another file",
                refusal.getMessage());
    }

    @Test
    void loopDeviceOfAFileInUseIsRefused() throws IOException, InterruptedException {
        try (LockHolder writer = new LockHolder(file)) {
            String device = Mounts.attachLoop(file);
            try {
                assertSharesItsBytes(device, file.toRealPath().toString(), writer);
            } finally {
                Mounts.detachLoop(device);
            }
        }
    }

    @Test
    void oneOfTheLoopDevicesOfAFileHasAWriter() throws IOException, InterruptedException {
        String first = Mounts.attachLoop(file);
        String second = Mounts.attachLoop(file);
        try {
            try (LockHolder writer = new LockHolder(Path.of(first))) {
                assertSharesItsBytes(second, first, writer);
            }
            try (FileDevice _ = FileDevice.openForWriting(Path.of(first))) {
                assertEquals(
                        "is open in this program already; close it there first",
                        refusal(() -> FileDevice.openForWriting(Path.of(second))));
                Result other = Command.java(LockProbe.class, first).run().ok();
                assertEquals("locked\n", other.output());
            }
            FileDevice.openForWriting(Path.of(second)).close();
        } finally {
            Mounts.detachLoop(first);
            Mounts.detachLoop(second);
        }
    }

    @Test
    void loopDevicesOfDisjointRangesHaveOneWriterEach() throws IOException, InterruptedException {
        Files.write(file, new byte[1 << 20]);
        String half = Integer.toString(1 << 19);
        String first = Mounts.attachLoop(file, "--sizelimit", half);
        String second = Mounts.attachLoop(file, "--offset", half);
        String middle = Mounts.attachLoop(file, "--offset", Integer.toString(1 << 18), "--sizelimit", half);
        try {
            try (LockHolder writer = new LockHolder(Path.of(first))) {
                FileDevice.openForWriting(Path.of(second)).close();
                assertSharesItsBytes(middle, first, writer);
            }
            try (LockHolder writer = new LockHolder(Path.of(second))) {
                FileDevice.openForWriting(Path.of(first)).close();
                assertSharesItsBytes(middle, second, writer);
            }
        } finally {
            Mounts.detachLoop(first);
            Mounts.detachLoop(second);
            Mounts.detachLoop(middle);
        }
    }

    /** The kernel shows one name for both files, and neither has it any more. */
    @Test
    void deletedFilesOfTheSameNameAreNotTheSame() throws IOException, InterruptedException {
        String first = Mounts.attachLoop(file);
        Files.delete(file);
        makeFile();
        String second = Mounts.attachLoop(file);
        Files.delete(file);
        try (LockHolder _ = new LockHolder(Path.of(first))) {
            FileDevice.openForWriting(Path.of(second)).close();
        } finally {
            Mounts.detachLoop(first);
            Mounts.detachLoop(second);
        }
    }

    @Test
    void fileOfAnotherLoopDeviceMayHaveANameInAnyBytes() throws IOException, InterruptedException {
        String device = Mounts.attachLoop(file);
        try {
            Result other = Command.shell(
                            "name=\"$1/$(printf '\\377')\"; cp \"$2\" \"$name\"; losetup -f --show \"$name\"",
                            directory,
                            file)
                    .run()
                    .ok();
            try {
                FileDevice.openForWriting(Path.of(device)).close();
            } finally {
                Mounts.detachLoop(other.output().strip());
            }
        } finally {
            Mounts.detachLoop(device);
            Command.shell("rm \"$1\"/*", directory).run().ok();
        }
    }

    @Test
    void directoryOfTheFileBehindALoopDeviceNeedNotBeSearchable() throws IOException, InterruptedException {
        List<String> runner = Privileges.withoutThoseOfRoot(directory);
        Path closed = Files.createDirectory(directory.resolve("closed"));
        String device = Mounts.attachLoop(Files.copy(file, closed.resolve("image")));
        try {
            Files.setPosixFilePermissions(closed, Set.of());
            Result opened =
                    Command.java(LockHolder.class, device).under(runner).run().ok();
            assertEquals("open\n", opened.output());
        } finally {
            Mounts.detachLoop(device);
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A disk with one partition, which begins at its second block. */
    @Test
    void diskAndItsPartitionHaveOneWriter() throws IOException, InterruptedException {
        byte[] disk = new byte[1 << 20];
        disk[446 + 4] = (byte) 0x83;
        disk[446 + 8] = 1;
        disk[446 + 12] = 100;
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        Files.write(file, disk);
        String device = Mounts.attachLoop(file);
        String partition = device + "p1";
        try {
            Command.of("partx", "--add", device).run();
            Mounts.skipUnless(Command.of("test", "-b", partition).run(), "no partition of a loop device is shown here");
            try (LockHolder writer = new LockHolder(Path.of(partition))) {
                assertSharesItsBytes(device, partition, writer);
            }
            try (LockHolder writer = new LockHolder(Path.of(device))) {
                assertSharesItsBytes(partition, device, writer);
            }
        } finally {
            Command.of("partx", "--delete", device).run();
            Mounts.detachLoop(device);
        }
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

    /** QEMU takes such locks. */
    @Test
    void ownerOfALockOfAnOpenFileDescriptionIsNotNamed() throws IOException {
        String lock = """
                open F, "<", $ARGV[0] or die;
                my $all = pack "s s x4 q q i x4", 0, 0, 0, 0, 0;
                print defined fcntl(F, 37, $all) ? "locked\\n" : "$!\\n";
                close STDOUT;
                <STDIN>""";
        try (Command.Running other =
                Command.of("/usr/bin/perl", "-e", lock, file).startWithInput()) {
            assertEquals("locked", other.nextLine());
            FileSystemException refusal =
                    Impatience.assertRefused(FileSystemException.class, () -> FileDevice.openForWriting(file));
            assertEquals(
                    "is locked by another program; unmount or close it first, or choose another file",
                    refusal.getReason());
        }
    }
}
