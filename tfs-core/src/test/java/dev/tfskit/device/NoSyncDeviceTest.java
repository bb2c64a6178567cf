// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSyncDeviceTest extends ResizableDeviceContract {

    @Override
    ResizableDevice holding(byte[] bytes) {
        return new NoSyncDevice(new MemoryDevice(bytes));
    }

    @Test
    void leavesTheFileOpenForWhoeverPublishesIt(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("image"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            NoSyncDevice device = new NoSyncDevice(new FileDevice(file, channel));
            device.close();
            assertTrue(channel.isOpen());
            assertEquals(file.toString(), device.toString());
        }
    }
}
