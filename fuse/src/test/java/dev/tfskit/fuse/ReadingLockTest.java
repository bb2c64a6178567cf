// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.OpenDescriptors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingLockTest {

    @TempDir
    private Path directory;

    @Test
    void failedAttemptLeavesNoDescriptor() throws IOException {
        Path image = Files.createFile(directory.resolve("image"));
        try (FileChannel own = FileChannel.open(image, StandardOpenOption.WRITE)) {
            own.lock();
            assertThrows(
                    OverlappingFileLockException.class,
                    () -> ReadingLock.on(image).close());
            assertEquals(1, OpenDescriptors.below(directory).size());
        }
    }
}
