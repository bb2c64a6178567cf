// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EfiLoaderTest {

    @ParameterizedTest
    @CsvSource({
        "bootx64.efi, bootx64.efi",
        "BOOTX64.EFI, bootx64.efi",
        "bootaa64.efi, bootaa64.efi",
        "BootAA64.efi, bootaa64.efi",
        "bootriscv64.efi, bootriscv64.efi",
        "nanos-0.1.53-bootx64.efi, bootx64.efi"
    })
    void hasTheFileNameOfItsArchitecture(String fileName, String name) throws IOException {
        assertEquals(
                List.of("EFI", "Boot", name),
                EfiLoader.of(fileName, new MemoryDevice(new byte[1])).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bootx64", "bootx64.efi.bak", "bootia32.efi", "loader.efi"})
    void refusesLoaderOfAnotherName(String fileName) {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> EfiLoader.of(fileName, new MemoryDevice(new byte[1])));
        assertEquals(
                "is not a UEFI loader by its name, which must end in bootx64.efi, bootaa64.efi or bootriscv64.efi",
                refusal.getReason());
    }

    @Test
    void refusesEmptyLoader() {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> EfiLoader.of("bootx64.efi", new MemoryDevice()));
        assertEquals("is empty; a UEFI loader is expected", refusal.getReason());
    }

    @Test
    void refusesTooLargeLoader() throws IOException {
        EfiLoader.of("bootx64.efi", new SparseDevice(SparseImage.zeros(34_052_608)))
                .close();
        FileSystemException refusal = assertThrows(
                FileSystemException.class,
                () -> EfiLoader.of("bootx64.efi", new SparseDevice(SparseImage.zeros(34_052_609))));
        assertEquals(
                "is too large for the EFI system partition: it has 34052609 bytes, and there is room for 34052608"
                        + "; name a smaller one",
                refusal.getReason());
    }

    @Test
    void acceptsLoaderByFileName(@TempDir Path directory) throws IOException {
        Path path = Files.write(directory.resolve("bootx64.efi"), new byte[] {1, 2, 3});
        try (EfiLoader loader = EfiLoader.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(3);
            loader.content().read(0, bytes);
            assertArrayEquals(new byte[] {1, 2, 3}, bytes.array());
        }
        Path other = Files.write(directory.resolve("other"), new byte[1]);
        assertEquals(
                other.toString(),
                assertThrows(FileSystemException.class, () -> EfiLoader.open(other))
                        .getFile());
        assertThrows(NoSuchFileException.class, () -> EfiLoader.open(directory.resolve("missing.efi")));
    }
}
