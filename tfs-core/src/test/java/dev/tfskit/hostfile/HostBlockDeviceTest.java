// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostBlockDeviceTest {

    @TempDir
    private Path directory;

    /** For a moment, the kernel shows such a device without the name of its file. */
    @Test
    void loopDeviceThatIsBeingDetachedHasNoFile() throws IOException {
        Files.createFile(Files.createDirectory(directory.resolve("loop")).resolve("backing_file"));
        HostBlockDevice device = new HostBlockDevice(directory);
        assertEquals(Optional.empty(), device.base());
        assertFalse(device.isLoopOf(FileIdentity.of(directory)));
    }
}
