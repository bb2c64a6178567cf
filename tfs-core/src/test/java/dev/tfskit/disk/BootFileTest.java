// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootFileTest {

    private static void assertRefused(byte[] bytes, String reason) {
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> BootFile.read(new MemoryDevice(bytes)));
        assertEquals(reason, refusal.getReason());
        assertEquals("memory", refusal.getFile());
    }

    /** Without a loader it is what machines get that start the kernel by themselves. */
    @ParameterizedTest
    @ValueSource(ints = {0, 512, 2048, 65_535 * 512})
    void hasABootSectorAndALoader(int loaderBytes) throws IOException {
        byte[] bytes = BootFileBytes.of(loaderBytes);
        BootFile file = BootFile.read(new MemoryDevice(bytes));
        assertEquals(512 + loaderBytes, file.size());
        assertArrayEquals(Arrays.copyOf(bytes, 512), file.sector().array());
        byte[] loader = new byte[loaderBytes];
        file.loader().get(loader);
        assertArrayEquals(Arrays.copyOfRange(bytes, 512, bytes.length), loader);
    }

    @Test
    void madeWithoutLoaderIsAValidBootFile() throws IOException {
        BootFile made = BootFile.withoutLoader();
        assertEquals(512, made.size());
        BootFile read = BootFile.read(new MemoryDevice(made.sector().array()));
        assertArrayEquals(made.sector().array(), read.sector().array());
    }

    @Test
    void isReadFromAFile(@TempDir Path directory) throws IOException {
        Path path = Files.write(directory.resolve("boot.img"), BootFileBytes.of(512));
        assertEquals(1024, BootFile.read(path).size());
        Files.write(path, new byte[512]);
        assertEquals(
                path.toString(),
                assertThrows(FileSystemException.class, () -> BootFile.read(path))
                        .getFile());
        assertThrows(NoSuchFileException.class, () -> BootFile.read(directory.resolve("missing")));
        assertThrows(FileSystemException.class, () -> BootFile.read(directory));
    }

    @Test
    void withoutAWholeBlockIsRefused() {
        assertRefused(
                new byte[0],
                "is not a boot image: it has 0 bytes, and its boot sector would take 512; name the boot "
                        + "image of a Nanos release");
        assertRefused(
                Arrays.copyOf(BootFileBytes.of(0), 511),
                "is not a boot image: it has 511 bytes, and its boot sector would take 512; name the boot "
                        + "image of a Nanos release");
    }

    @ParameterizedTest
    @ValueSource(ints = {510, 511})
    void withoutTheSignatureIsRefused(int at) {
        byte[] bytes = BootFileBytes.of(0);
        bytes[at] ^= 1;
        assertRefused(
                bytes,
                "is not a boot image: its first block does not end with the bytes 55 AA;"
                        + " name the boot image of a Nanos release");
    }

    @ParameterizedTest
    @CsvSource({"11, 11", "0, 0", "0x10c, 268", "-1, 4294967295"})
    void withoutTheRegionOfTheLoaderIsRefused(String type, String shown) {
        byte[] bytes = BootFileBytes.of(0);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(442, Integer.decode(type));
        assertRefused(
                bytes,
                "is not a boot image: its boot sector does not hold the length of a boot loader "
                        + "(byte 442 begins a number that should be 12 and is " + shown + ")"
                        + "; name the boot image of a Nanos release");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "511, 511",
        "513, 513",
        "33554432, 33554432",
        "-512, 18446744073709551104",
        "9223372036854775296, 9223372036854775296"
    })
    void withALengthThatNoLoaderHasIsRefused(long length, String shown) {
        byte[] bytes = BootFileBytes.of(512);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(434, length);
        assertRefused(
                bytes,
                "is not a boot image: its boot sector states that its boot loader has " + shown
                        + " bytes, which must be a multiple of 512 up to 33553920; name the boot image of a "
                        + "Nanos release");
    }

    @Test
    void refusesBootFileOfAnotherLength() {
        byte[] bytes = BootFileBytes.of(1024);
        assertRefused(
                Arrays.copyOf(bytes, 1535),
                "is cut short: it has 1535 bytes, and its boot sector requires 1536; copy it again");
        assertRefused(
                Arrays.copyOf(bytes, 1537),
                "is not a boot image, or a whole disk: its boot sector requires 1536 bytes, and it has 1537"
                        + "; name the boot image of a Nanos release");
    }
}
