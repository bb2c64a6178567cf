// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Mounts;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceClaimTest {

    @TempDir
    private Path directory;

    @Test
    void oneClaimKeepsAnotherAwayUntilItIsClosed() throws IOException, InterruptedException {
        String loop = Mounts.attachLoop(Files.write(directory.resolve("image"), new byte[1 << 20]));
        try {
            Path device = Path.of(loop);
            try (DeviceClaim _ = DeviceClaim.on(device)) {
                FileSystemException refusal = assertThrows(FileSystemException.class, () -> DeviceClaim.on(device));
                assertEquals(
                        loop
                                + ": is in use by a mount, swap, LVM, RAID, encryption or a program that wants it alone"
                                + "; end that use first, which lsblk or fuser may show",
                        refusal.getMessage());
            }
            DeviceClaim.on(device).close();
        } finally {
            Mounts.detachLoop(loop);
        }
    }

    @Test
    void missingDeviceIsNamed() {
        Path missing = directory.resolve("missing");
        NoSuchFileException refusal = assertThrows(NoSuchFileException.class, () -> DeviceClaim.on(missing));
        assertEquals(missing.toString(), refusal.getFile());
    }
}
