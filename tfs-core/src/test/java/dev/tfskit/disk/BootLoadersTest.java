// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A disk with an EFI system partition, whose entry may be damaged, and two volumes behind it. */
class BootLoadersTest {

    private static final int SYSTEM_START = 13;
    private static final int SYSTEM_BLOCKS = (int) SystemPartition.BLOCKS;
    private static final int BOOT_START = SYSTEM_START + SYSTEM_BLOCKS + 10;
    private static final int VOLUME_BLOCKS = 20;
    private static final int ROOT_START = BOOT_START + VOLUME_BLOCKS;
    private static final int DISK_BLOCKS = ROOT_START + VOLUME_BLOCKS;

    private static MemoryDevice disk(int systemStart, int systemBlocks) {
        return new DiskBytes(DISK_BLOCKS)
                .partition(0, DiskBytes.EFI, systemStart, systemBlocks)
                .partition(1, DiskBytes.OTHER, BOOT_START, VOLUME_BLOCKS)
                .volumeAt(BOOT_START)
                .partition(2, DiskBytes.OTHER, ROOT_START, VOLUME_BLOCKS)
                .volumeAt(ROOT_START)
                .device();
    }

    private static void replaceSystemPartition(BlockDevice disk) throws IOException {
        EfiLoader loader = EfiLoader.of("bootx64.efi", new MemoryDevice(new byte[] {1}));
        BootLoaders.of(disk).replaceSystemPartition(new SystemPartition(loader, 7, Instant.EPOCH));
    }

    @Test
    void replacesSystemPartitionAndNothingBehindIt() throws IOException {
        MemoryDevice disk = disk(SYSTEM_START, BOOT_START - SYSTEM_START);
        int end = (SYSTEM_START + SYSTEM_BLOCKS) * BlockDevice.BLOCK_BYTES;
        disk.write(end, ByteBuffer.wrap(new byte[] {1}));
        byte[] before = disk.toByteArray();
        replaceSystemPartition(disk);
        byte[] after = disk.toByteArray();
        assertFalse(Arrays.equals(before, 0, end, after, 0, end));
        assertArrayEquals(Arrays.copyOfRange(before, end, before.length), Arrays.copyOfRange(after, end, after.length));
    }

    static Stream<Arguments> refusesSystemPartitionOfDamagedTable() {
        return Stream.of(
                arguments(
                        SYSTEM_START,
                        BOOT_START - SYSTEM_START + 1,
                        FileSystemException.class,
                        "memory: its EFI system partition overlaps partition 1; make the image anew with -u"),
                arguments(
                        ROOT_START,
                        SYSTEM_BLOCKS,
                        TfsFormatException.class,
                        "at byte 446: partition 0 has 67584 blocks from block " + ROOT_START
                                + ", but the image ends after " + DISK_BLOCKS
                                + " blocks; it is incomplete: copy it again"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesSystemPartitionOfDamagedTable(
            int start, int blocks, Class<? extends IOException> type, String message) {
        MemoryDevice disk = disk(start, blocks);
        byte[] before = disk.toByteArray();
        assertEquals(
                message, assertThrows(type, () -> replaceSystemPartition(disk)).getMessage());
        assertArrayEquals(before, disk.toByteArray());
    }
}
