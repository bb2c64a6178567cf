// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackedDeviceTest {

    private static TrackedDevice failing(IOException failure) {
        return new TrackedDevice(new FilterDevice<>(new MemoryDevice()) {
            @Override
            public void write(long offset, ByteBuffer source) throws IOException {
                throw failure;
            }
        });
    }

    private static IOException write(TrackedDevice device) {
        return assertThrows(IOException.class, () -> device.write(0, ByteBuffer.allocate(1)));
    }

    @Test
    void eachThreadGetsItsOwnExceptionAfterAFailure() {
        IOException failure = new IOException("failed");
        TrackedDevice device = failing(failure);
        assertSame(failure, write(device));
        assertEquals(Optional.of(failure), device.failure());
        IOException second = write(device);
        IOException third = assertThrows(IOException.class, device::force);
        assertNotSame(second, third);
        for (IOException later : new IOException[] {second, third}) {
            assertSame(failure, later.getCause());
            assertEquals("failed", later.getMessage());
        }
    }

    @Test
    void namesFailedFileEachTime() {
        TrackedDevice device = failing(new FileSystemException("disk.raw", null, "No space left on device"));
        write(device);
        FileSystemException later = assertThrows(FileSystemException.class, device::force);
        assertEquals("disk.raw", later.getFile());
        assertEquals("No space left on device", later.getReason());
    }
}
