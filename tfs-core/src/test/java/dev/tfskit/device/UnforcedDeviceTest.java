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

class UnforcedDeviceTest extends ResizableDeviceContract {

    @Override
    ResizableDevice holding(final byte[] bytes) {
        return new UnforcedDevice(new MemoryDevice(bytes));
    }

    @Test
    void leavesTheFileOpenForWhoeverPublishesIt(@TempDir final Path folder) throws IOException {
        final Path file = Files.createFile(folder.resolve("image"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            final UnforcedDevice device = new UnforcedDevice(new FileDevice(file, channel));
            device.close();
            assertTrue(channel.isOpen());
            assertEquals(file.toString(), device.toString());
        }
    }
}
