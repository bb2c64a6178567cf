// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.OpenDescriptors;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ExhaustingDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

    @TempDir
    private Path directory;

    @Test
    void compressedImageIsReadUnderAnyName() throws Exception {
        Path plain = Files.write(directory.resolve("plain.lz4"), new byte[] {1, 2, 3});
        Path compressed = directory.resolve("image.raw");
        HostProgram.LZ4.run("-q", "-z", plain, compressed);
        for (Path file : new Path[] {plain, compressed}) {
            try (BlockDevice device = ImageFile.openForReading(file)) {
                ByteBuffer target = ByteBuffer.allocate(3);
                device.read(0, target);
                assertArrayEquals(new byte[] {1, 2, 3}, target.array());
                assertEquals(3, device.size());
                assertEquals(file.toString(), device.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "04", "04224d", "04224d19", "184d2204", "eb3c9000"})
    void anythingElseIsAnImageAsItIs(String hex) throws IOException {
        Path file = Files.write(directory.resolve("file"), Hex.bytes(hex));
        try (BlockDevice device = ImageFile.openForReading(file)) {
            assertInstanceOf(FileDevice.class, device);
        }
    }

    @Test
    void refusesDamagedFile() throws IOException {
        Path file = Files.write(directory.resolve("file"), Hex.bytes("04224d18 00"));
        assertThrows(TfsFormatException.class, () -> ImageFile.openForReading(file));
    }

    @Test
    void errorOfAStepLeavesNoDescriptor() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[512]);
        assertThrows(
                OutOfMemoryError.class,
                () -> ImageFile.openForReading(file, new ExhaustingDevice(FileDevice.openForReading(file))));
        assertEquals(List.of(), OpenDescriptors.below(directory));
    }

    @Test
    void namesMissingFile() {
        assertEquals(
                directory.resolve("missing").toString(),
                assertThrows(NoSuchFileException.class, () -> ImageFile.openForReading(directory.resolve("missing")))
                        .getFile());
    }
}
