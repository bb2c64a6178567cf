// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import dev.tfskit.device.FileDevice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Files that share their bytes have one writer at most: loop devices, the files behind them, disks and partitions. */
@Tag("slow")
class SharedBytesTest {

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

    /**
     * A mount for reading takes a lock for reading; and of the locks of a virtual machine, only that may be visible.
     */
    @Test
    void fileBehindALoopDeviceMayBeLockedForReading() throws IOException, InterruptedException {
        Path device = Path.of(Mounts.attachLoop(file));
        try (DescriptionLock _ = DescriptionLock.ofReader(file)) {
            LockedException refusal =
                    Impatience.assertRefused(LockedException.class, () -> FileDevice.openForWriting(device));
            assertEquals(
                    "shares its bytes with " + file.toRealPath()
                            + ", which is locked by another program; unmount or close it first, or choose another file",
                    refusal.getReason());
        } finally {
            Mounts.detachLoop(device.toString());
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

    /** Makes the file a disk with one partition, which begins at its second block. */
    private void makeDisk() throws IOException {
        byte[] disk = new byte[1 << 20];
        disk[446 + 4] = (byte) 0x83;
        disk[446 + 8] = 1;
        disk[446 + 12] = 100;
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        Files.write(file, disk);
    }

    /** A loop device of the file, and the partition of it. */
    private record Disk(String device, String partition) implements Closeable {

        static Disk of(Path file) throws IOException, InterruptedException {
            String device = Mounts.attachLoop(file);
            Disk disk = new Disk(device, device + "p1");
            Command.of("partx", "--add", device).run();
            Result probe = Command.of("test", "-b", disk.partition).run();
            if (probe.exitCode() != 0) {
                disk.close();
            }
            Mounts.skipUnless(probe, "no partition of a loop device is shown here");
            return disk;
        }

        @Override
        public void close() throws IOException {
            try {
                Command.of("partx", "--delete", device).run();
                Mounts.detachLoop(device);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void diskAndItsPartitionHaveOneWriter() throws IOException, InterruptedException {
        makeDisk();
        try (Disk disk = Disk.of(file)) {
            try (LockHolder writer = new LockHolder(Path.of(disk.partition))) {
                assertSharesItsBytes(disk.device, disk.partition, writer);
            }
            try (LockHolder writer = new LockHolder(Path.of(disk.device))) {
                assertSharesItsBytes(disk.partition, disk.device, writer);
            }
        }
    }

    @Test
    void loopDeviceOfAPartitionSharesTheBytesOfItsDisk() throws IOException, InterruptedException {
        makeDisk();
        try (Disk disk = Disk.of(file)) {
            String ofPartition = Mounts.attachLoop(Path.of(disk.partition));
            String ofFile = Mounts.attachLoop(file);
            String behindPartition = Mounts.attachLoop(file, "--offset", Integer.toString(101 * 512));
            try (LockHolder writer = new LockHolder(Path.of(ofPartition))) {
                assertSharesItsBytes(disk.device, ofPartition, writer);
                assertSharesItsBytes(ofFile, ofPartition, writer);
                FileDevice.openForWriting(Path.of(behindPartition)).close();
            } finally {
                Mounts.detachLoop(behindPartition);
                Mounts.detachLoop(ofFile);
                Mounts.detachLoop(ofPartition);
            }
        }
    }

    @Test
    void loopDeviceOfADiskSharesTheBytesOfItsPartition() throws IOException, InterruptedException {
        makeDisk();
        try (Disk disk = Disk.of(file)) {
            String inPartition = Mounts.attachLoop(Path.of(disk.device), "--offset", Integer.toString(50 * 512));
            String behindPartition = Mounts.attachLoop(Path.of(disk.device), "--offset", Integer.toString(101 * 512));
            try {
                try (LockHolder writer = new LockHolder(Path.of(inPartition))) {
                    assertSharesItsBytes(disk.partition, inPartition, writer);
                }
                try (LockHolder _ = new LockHolder(Path.of(behindPartition))) {
                    FileDevice.openForWriting(Path.of(disk.partition)).close();
                }
            } finally {
                Mounts.detachLoop(behindPartition);
                Mounts.detachLoop(inPartition);
            }
        }
    }

    @Test
    void nodesOfOneDeviceHaveOneWriter() throws IOException, InterruptedException {
        Path device = Path.of(Mounts.attachLoop(file));
        Path second = directory.resolve("node");
        try {
            Command.shell("mknod \"$1\" b $(stat -c '0x%t 0x%T' \"$2\")", second, device)
                    .run()
                    .ok();
            try (LockHolder writer = new LockHolder(device)) {
                assertIsOpenForWriting(second, writer);
            }
            try (LockHolder writer = new LockHolder(second)) {
                assertIsOpenForWriting(device, writer);
            }
            try (FileDevice _ = FileDevice.openForWriting(device)) {
                String reason = "is open in this program already; close it there first";
                assertEquals(reason, refusal(() -> FileDevice.openForWriting(second)));
                assertEquals(reason, refusal(() -> FileDevice.openForReading(second)));
            }
        } finally {
            Mounts.detachLoop(device.toString());
        }
    }

    private static void assertIsOpenForWriting(Path device, LockHolder writer) {
        assertEquals(
                "is open for writing in process " + writer.processId()
                        + " (java); unmount or close it first, or choose another file",
                Impatience.assertRefused(FileSystemException.class, () -> FileDevice.openForWriting(device))
                        .getReason());
    }

    @Test
    void fileBehindALoopDeviceMayHaveANameInAnyBytes() throws IOException, InterruptedException {
        Path link = directory.resolve("link");
        Command.shell(
                        "name=\"$1/$(printf '\\377') \"; mv \"$2\" \"$name\"; ln -s \"$name\" \"$3\"",
                        directory,
                        file,
                        link)
                .run()
                .ok();
        String device = Mounts.attachLoop(link);
        try (LockHolder _ = new LockHolder(Path.of(device))) {
            assertEquals(
                    "is in use by the loop device " + device + "; detach it first, or choose another file",
                    refusal(() -> FileDevice.openForWriting(link)));
        } finally {
            Mounts.detachLoop(device);
            Command.shell("rm \"$1\"/*", directory).run().ok();
        }
    }

    @Test
    void programsThatOpenLoopDevicesOfAFileAtTheSameMomentWriteOneAfterTheOther()
            throws IOException, InterruptedException {
        String first = Mounts.attachLoop(file);
        String second = Mounts.attachLoop(file);
        Path marker = directory.resolve("marker");
        try (Contender one = new Contender(Path.of(first), marker);
                Contender other = new Contender(Path.of(second), marker)) {
            for (int i = 0; i < 10; i++) {
                one.begin();
                other.begin();
                assertEquals("has written", one.result());
                assertEquals("has written", other.result());
            }
        } finally {
            Mounts.detachLoop(first);
            Mounts.detachLoop(second);
        }
    }

    @Test
    void oneOfTwoThreadsOpensALoopDeviceOfAFile() throws Exception {
        String first = Mounts.attachLoop(file);
        String second = Mounts.attachLoop(file);
        List<Callable<FileDevice>> openings = List.of(
                () -> FileDevice.openForWriting(Path.of(first)), () -> FileDevice.openForWriting(Path.of(second)));
        List<String> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(openings.size())) {
            List<FileDevice> opened = new ArrayList<>();
            for (Future<FileDevice> each : threads.invokeAll(openings)) {
                try {
                    opened.add(each.get());
                } catch (ExecutionException refused) {
                    results.add(((FileSystemException) refused.getCause()).getReason());
                }
            }
            assertEquals(List.of("is open in this program already; close it there first"), results);
            opened.getFirst().close();
        } finally {
            Mounts.detachLoop(first);
            Mounts.detachLoop(second);
        }
    }

    /** Where udev runs, it makes the partitions of a disk anew after a program has had the disk open for writing. */
    @Test
    void opensOnlyTheGivenFileForWriting() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        makeDisk();
        Path log = directory.resolve("log");
        String realPath = file.toRealPath().toString();
        try (Disk disk = Disk.of(file)) {
            Command.java(LockHolder.class, disk.partition)
                    .under(Strace.writing(log, "-e", "trace=open,openat", "-P", disk.device, "-P", realPath))
                    .run()
                    .ok();
            assertOpenedForReadingOnly(Files.readAllLines(log), disk.device, realPath);
        }
    }

    /** A path can lead into a mount that does not answer, while the open file lies in front of it. */
    @Test
    void pathsOfOtherOpenFilesAreNotWalked() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        Path log = directory.resolve("log");
        Path other = Files.createFile(directory.resolve("other"));
        String device = Mounts.attachLoop(file);
        try {
            Command.java(LockHolder.class, device)
                    .under(Strace.writing(log, "-e", "signal=none", "-P", other.toString()))
                    .under(List.of("sh", "-c", "exec 3<>\"$0\"; \"$@\" 3<&-", other.toString()))
                    .run()
                    .ok();
            assertEquals(List.of(), Files.readAllLines(log));
        } finally {
            Mounts.detachLoop(device);
        }
    }

    private static void assertOpenedForReadingOnly(List<String> calls, String... files) {
        assertEquals(
                List.of(),
                calls.stream()
                        .filter(call -> call.contains("O_WRONLY") || call.contains("O_RDWR"))
                        .toList());
        for (String each : files) {
            assertTrue(calls.stream().anyMatch(call -> call.contains("\"" + each + "\", O_RDONLY")), calls::toString);
        }
    }

    @Test
    void fileBehindALoopDeviceMayLieWhereThereAreNoLocks() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        String device = Mounts.attachLoop(file);
        try {
            Result opened = Command.java(LockHolder.class, device)
                    .under(Strace.injecting("fcntl:error=ENOLCK", file))
                    .run()
                    .ok();
            assertEquals("open\n", opened.output());
        } finally {
            Mounts.detachLoop(device);
        }
    }
}
