// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Mounts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeviceTest extends ResizableDeviceContract {

    @TempDir
    private Path directory;

    @Override
    public FileDevice holding(byte[] bytes) throws IOException {
        Path file = directory.resolve("device");
        Files.write(file, bytes);
        return new FileDevice(file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Test
    void isOpenedForReadingOnly() throws IOException {
        Path file = Files.write(directory.resolve("image"), new byte[10]);
        try (FileDevice device = FileDevice.openForReading(file)) {
            assertEquals(10, device.size());
            assertThrows(NonWritableChannelException.class, () -> device.write(0, ByteBuffer.allocate(1)));
        }
    }

    @Test
    void refusesDirectoryAsDevice() {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> FileDevice.openForReading(directory));
        assertEquals("is a directory; an image file is expected", refusal.getReason());
    }

    @Test
    void namesMissingFile() {
        NoSuchFileException refusal =
                assertThrows(NoSuchFileException.class, () -> FileDevice.openForReading(directory.resolve("missing")));
        assertEquals(directory.resolve("missing").toString(), refusal.getFile());
    }

    @Test
    void namesEndOfFileInError() throws IOException {
        try (FileDevice device = holding(new byte[10])) {
            EOFException refusal = assertThrows(EOFException.class, () -> device.read(5, ByteBuffer.allocate(6)));
            assertEquals(
                    directory.resolve("device")
                            + " ends at byte 10, but byte 10 is needed; it is incomplete: copy it again",
                    refusal.getMessage());
        }
    }

    @Test
    void isClosedWithItsChannel() throws IOException {
        FileDevice device = holding(new byte[10]);
        device.close();
        assertThrows(ClosedChannelException.class, () -> device.read(0, ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> device.write(0, ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, device::force);
    }

    @Test
    void growsFarBeyondFourGigabytes() throws IOException {
        long end = 5L << 30;
        try (FileDevice device = holding(new byte[0])) {
            device.resize(end);
            device.write(end - 2, ByteBuffer.wrap(new byte[] {1, 2}));
            ByteBuffer target = ByteBuffer.allocate(4);
            device.read(end - 4, target);
            assertEquals(end, device.size());
            assertEquals(ByteBuffer.wrap(new byte[] {0, 0, 1, 2}), target.flip());
        }
    }

    /** Every write to this special file fails as on a full disk. */
    @Test
    void namesFullDiskAsReason() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        try (FileDevice device = new FileDevice(full, FileChannel.open(full, StandardOpenOption.WRITE))) {
            FileSystemException refusal =
                    assertThrows(FileSystemException.class, () -> device.write(0, ByteBuffer.allocate(1)));
            assertEquals("/dev/full", refusal.getFile());
            assertTrue(refusal.getReason().contains("No space left on device"), refusal::getReason);
        }
    }

    @Test
    void fileCanGrowAndADiskCannot() throws IOException, InterruptedException {
        Path image = Files.write(directory.resolve("image"), new byte[1024]);
        try (FileDevice device = FileDevice.openForWriting(image)) {
            assertTrue(device.canGrow());
        }
        String disk = Mounts.attachLoop(image);
        try (FileDevice device = FileDevice.openForWriting(Path.of(disk))) {
            assertFalse(device.canGrow());
            assertThrows(FileSystemException.class, () -> device.resize(2048));
        } finally {
            Mounts.detachLoop(disk);
        }
    }

    @Test
    void interruptedThreadLeavesAnImageOpen() throws IOException {
        Path image = Files.write(directory.resolve("image"), new byte[1024]);
        try (FileDevice device = FileDevice.openForWriting(image)) {
            Thread.currentThread().interrupt();
            device.write(512, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer target = ByteBuffer.allocate(4);
            device.read(511, target);
            device.force();
            device.resize(600);
            assertTrue(Thread.interrupted());
            assertArrayEquals(new byte[] {0, 1, 2, 3}, target.array());
            assertEquals(600, device.size());
        }
    }
}
