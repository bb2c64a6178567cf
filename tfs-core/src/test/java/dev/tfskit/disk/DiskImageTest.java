// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.LogCursor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskImageTest {

    private static final int BLOCKS = 100;
    private static final int EFI = 0xef;
    private static final int OTHER = 0x83;

    private final byte[] disk = new byte[BLOCKS * BlockDevice.BLOCK_BYTES];

    private void partition(int number, int type, int start, int blocks) {
        DiskBytes.enterPartition(disk, number, type, start, blocks);
    }

    private void bootSector() {
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
    }

    private void put(int offset, String hex) {
        byte[] bytes = Hex.bytes(hex);
        System.arraycopy(bytes, 0, disk, offset, bytes.length);
    }

    private DiskImage open() throws IOException {
        return DiskImage.of(new MemoryDevice(disk));
    }

    @Test
    void rootIsBehindBootVolume() throws IOException {
        bootSector();
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, 30, 70);
        assertEquals(Optional.of(new Partition(1, OTHER, 30, 70)), open().rootPartition());
    }

    @Test
    void rootIsBehindBootVolumeAndSystemPartition() throws IOException {
        bootSector();
        partition(0, EFI, 5, 5);
        partition(1, OTHER, 10, 20);
        partition(2, OTHER, 30, 70);
        assertEquals(Optional.of(new Partition(2, OTHER, 30, 70)), open().rootPartition());
    }

    @Test
    void systemPartitionCountsOnlyInFirstEntry() throws IOException {
        bootSector();
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, 30, 40);
        partition(2, EFI, 70, 30);
        assertEquals(1, open().rootPartition().orElseThrow().number());
    }

    @Test
    void deviceOfRootIsItsPartition() throws IOException {
        bootSector();
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, 30, 70);
        put(30 * 512, "'NVMTFS'");
        BlockDevice root = open().rootVolume();
        assertEquals(70 * 512, root.size());
        assertTrue(LogCursor.hasVolumeMagic(root));
    }

    @Test
    void withoutABootSectorTheWholeDiskIsTheVolume() throws IOException {
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, 30, 70);
        assertWholeDiskIsTheVolume();
    }

    /** A volume may have any bytes at the end of its first block. */
    @Test
    void volumeMagicOverridesTheBootSignature() throws IOException {
        bootSector();
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, 30, 70);
        put(0, "'NVMTFS' 05 01");
        assertWholeDiskIsTheVolume();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "30, 0", "0, 70"})
    void entryWithoutStartOrLengthIsNotInUse(int start, int blocks) throws IOException {
        bootSector();
        partition(0, OTHER, 10, 20);
        partition(1, OTHER, start, blocks);
        partition(2, OTHER, 30, 70);
        DiskImage image = open();
        assertEquals(Optional.empty(), image.rootPartition());
        assertThrows(FileSystemException.class, image::rootVolume);
    }

    /** The place of an entry counts, not how many are in use before it. */
    @Test
    void bootEntryNeedNotBeInUse() throws IOException {
        bootSector();
        partition(1, OTHER, 30, 70);
        assertEquals(1, open().rootPartition().orElseThrow().number());
    }

    @Test
    void numbersInTheTableAreUnsigned() throws IOException {
        bootSector();
        partition(1, 0xff, -2, -1);
        assertEquals(Optional.of(new Partition(1, 0xff, 0xfffffffeL, 0xffffffffL)), open().rootPartition());
    }

    @ParameterizedTest
    @CsvSource({"30, 71", "99, 2", "100, 1", "101, 1", "1, 100", "-1, -1"})
    void partitionBeyondDiskIsDamage(int start, int blocks) throws IOException {
        bootSector();
        partition(1, OTHER, start, blocks);
        DiskImage image = open();
        TfsFormatException refusal = assertThrows(TfsFormatException.class, image::rootVolume);
        assertEquals(462, refusal.offset().orElseThrow());
        assertTrue(refusal.problem().contains("ends after 100 blocks"), refusal::getMessage);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511})
    void imageShorterThanOneBlockHasNoTable(int bytes) throws IOException {
        bootSector();
        partition(1, OTHER, 30, 70);
        BlockDevice device = new MemoryDevice(Arrays.copyOf(disk, bytes));
        assertEquals(Optional.empty(), DiskImage.of(device).rootPartition());
        assertSame(device, DiskImage.of(device).rootVolume());
    }

    private void assertWholeDiskIsTheVolume() throws IOException {
        BlockDevice device = new MemoryDevice(disk);
        DiskImage image = DiskImage.of(device);
        assertEquals(Optional.empty(), image.rootPartition());
        assertSame(device, image.rootVolume());
    }

    @Test
    void opensAFile(@TempDir Path directory) throws IOException {
        bootSector();
        partition(1, OTHER, 30, 70);
        put(30 * 512, "'NVMTFS' 05 01");
        Path file = Files.write(directory.resolve("image"), disk);
        try (BlockDevice root = DiskImage.open(file).rootVolume()) {
            assertEquals(70 * 512, root.size());
        }
    }

    @Test
    void openingMissingFileCreatesNothing(@TempDir Path directory) {
        assertThrows(NoSuchFileException.class, () -> DiskImage.open(directory.resolve("missing")));
        assertFalse(Files.exists(directory.resolve("missing")));
    }
}
