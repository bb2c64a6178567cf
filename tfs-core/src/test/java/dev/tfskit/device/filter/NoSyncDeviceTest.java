// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.ResizableDeviceContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSyncDeviceTest extends ResizableDeviceContract {

    @Override
    public ResizableDevice holding(byte[] bytes) {
        return new NoSyncDevice(new MemoryDevice(bytes));
    }

    @Test
    void leavesTheFileOpenForPublishing(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("image"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            NoSyncDevice device = new NoSyncDevice(new FileDevice(file, channel));
            device.close();
            assertTrue(channel.isOpen());
            assertEquals(file.toString(), device.toString());
        }
    }
}
