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
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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

    private static final int LOADER_BYTES = 2048;
    /** The boot file ends here at the latest: behind it are the 8 blocks of the crash log. */
    private static final int ROOM = (SYSTEM_START - 8) * BlockDevice.BLOCK_BYTES;

    private static void replaceBootFile(BlockDevice disk, byte[] bootFile) throws IOException {
        BootLoaders.of(disk).replaceBootFile(BootFile.read(new MemoryDevice(bootFile)));
    }

    /** A disk all of whose bytes before the first partition are 0x11, but the table. */
    private static MemoryDevice diskWithOldBootFile() throws IOException {
        MemoryDevice disk = disk(SYSTEM_START, BOOT_START - SYSTEM_START);
        byte[] old = new byte[SYSTEM_START * BlockDevice.BLOCK_BYTES];
        Arrays.fill(old, (byte) 0x11);
        System.arraycopy(disk.toByteArray(), 446, old, 446, 66);
        disk.write(0, ByteBuffer.wrap(old));
        return disk;
    }

    @Test
    void replacesBootFileAndKeepsTableAndCrashLog() throws IOException {
        MemoryDevice disk = diskWithOldBootFile();
        byte[] expected = disk.toByteArray();
        byte[] bootFile = BootFileBytes.of(512);
        System.arraycopy(bootFile, 0, expected, 0, 446);
        System.arraycopy(bootFile, 512, expected, 512, 512);
        Arrays.fill(expected, bootFile.length, ROOM, (byte) 0);
        replaceBootFile(disk, bootFile);
        assertArrayEquals(expected, disk.toByteArray());
    }

    @Test
    void bootFileMayReachToTheCrashLog() throws IOException {
        MemoryDevice disk = diskWithOldBootFile();
        byte[] expected = disk.toByteArray();
        byte[] bootFile = BootFileBytes.of(LOADER_BYTES);
        assertEquals(ROOM, bootFile.length);
        System.arraycopy(bootFile, 0, expected, 0, 446);
        System.arraycopy(bootFile, 512, expected, 512, LOADER_BYTES);
        replaceBootFile(disk, bootFile);
        assertArrayEquals(expected, disk.toByteArray());
    }

    private static void assertRefuses(MemoryDevice disk, String reason, Executable replacement) {
        byte[] before = disk.toByteArray();
        FileSystemException refusal = assertThrows(FileSystemException.class, replacement);
        assertEquals("memory: " + reason, refusal.getMessage());
        assertArrayEquals(before, disk.toByteArray());
    }

    @Test
    void refusesBootFileThatWouldReachIntoTheCrashLog() throws IOException {
        MemoryDevice disk = diskWithOldBootFile();
        assertRefuses(
                disk,
                "the boot file has 3072 bytes, and there is room for 2560 before the crash log; make the image anew "
                        + "with -b",
                () -> replaceBootFile(disk, BootFileBytes.of(LOADER_BYTES + 512)));
    }

    @Test
    void refusesLoaderForADiskWithoutSystemPartition() {
        MemoryDevice disk = new DiskBytes(DISK_BLOCKS)
                .partition(0, DiskBytes.OTHER, BOOT_START, VOLUME_BLOCKS)
                .volumeAt(BOOT_START)
                .partition(1, DiskBytes.OTHER, ROOT_START, VOLUME_BLOCKS)
                .volumeAt(ROOT_START)
                .device();
        assertRefuses(
                disk,
                "has no EFI system partition for the UEFI loader; make the image anew with -u",
                () -> replaceSystemPartition(disk));
    }

    @Test
    void refusesLoaderForATooSmallSystemPartition() {
        MemoryDevice disk = disk(SYSTEM_START, SYSTEM_BLOCKS - 1);
        assertRefuses(
                disk,
                "its EFI system partition has 34602496 bytes, and a file system with a UEFI loader needs 34603008"
                        + "; make the image anew with -u",
                () -> replaceSystemPartition(disk));
    }

    @Test
    void refusesAVolumeByItself() {
        MemoryDevice volume = new MemoryDevice("NVMTFS".getBytes(StandardCharsets.US_ASCII));
        assertRefuses(
                volume,
                "is a volume by itself, which has no place for a kernel or a boot loader; make a disk with -b or -u",
                () -> BootLoaders.of(volume));
    }
}
