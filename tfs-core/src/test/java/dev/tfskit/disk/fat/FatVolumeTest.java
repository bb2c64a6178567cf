// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Hex;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte of a file system of 33 MiB that begins at block 13 of its disk. */
class FatVolumeTest {

    private static final int BLOCK = 512;
    private static final int BLOCKS = 67_584;
    private static final FatVolume VOLUME =
            new FatVolume(13, BLOCKS, 0x12345678, Instant.parse("2001-02-03T04:05:07.899Z"));
    /** Of the entries' times: 1.89 s beyond 4:05:06, and the 3rd of the 2nd month of the 21st year. */
    private static final String CREATED = "bd a320 432a";

    private static final String CHANGED = "a320 432a";

    private static byte[] fileOf(int bytes) {
        byte[] file = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            file[i] = (byte) (i * 31 + (i >> 8) + 1);
        }
        return file;
    }

    private static byte[] written(String name, int fileBytes) throws IOException {
        byte[] before = new byte[BLOCKS * BLOCK];
        Arrays.fill(before, (byte) 0xee);
        MemoryDevice device = new MemoryDevice(before);
        VOLUME.write(device, List.of("EFI", "Boot", name), new MemoryDevice(fileOf(fileBytes)));
        return device.toByteArray();
    }

    /** What a block begins with, and zeros from there to its end. */
    private static void assertBlock(String expected, byte[] disk, int block) {
        byte[] bytes = Arrays.copyOf(Hex.bytes(expected), BLOCK);
        assertEquals(
                HexFormat.of().formatHex(bytes),
                HexFormat.of().formatHex(disk, block * BLOCK, (block + 1) * BLOCK),
                () -> "block " + block);
    }

    private static void assertZero(byte[] disk, int firstBlock, int endBlock) {
        for (int block = firstBlock; block < endBlock; block++) {
            assertBlock("00", disk, block);
        }
    }

    @Test
    void reservedBlocksHaveExpectedBytes() throws IOException {
        byte[] disk = written("bootx64.efi", 513);
        String description = "eb5890 7466736b69742020 0002 01 2000 02 0000 0000 f8 0000 2000 4000 0d000000 00080100 "
                + "08020000 0000 0000 02000000 0100 0600 000000000000000000000000 80 00 29 78563412 "
                + "4e4f204e414d4520202020 4641543332202020 cd18f4ebfd " + "00".repeat(415) + " 55aa";
        // Of 66,512 clusters 3 + 2 are in use, and the first of the others is the one with number 7.
        String counts = "52526141 " + "00".repeat(480) + " 72724161 cb030100 07000000 " + "00".repeat(14) + " 55aa";
        assertBlock(description, disk, 0);
        assertBlock(counts, disk, 1);
        assertZero(disk, 2, 6);
        assertBlock(description, disk, 6);
        assertBlock(counts, disk, 7);
        assertZero(disk, 8, 32);
    }

    @Test
    void bothTables() throws IOException {
        byte[] disk = written("bootx64.efi", 513);
        for (int table : new int[] {32, 552}) {
            assertBlock("f8ffff0f ffffff0f  ffffff0f ffffff0f ffffff0f  06000000 ffffff0f", disk, table);
            assertZero(disk, table + 1, table + 520);
        }
    }

    /** 128 entries make a block; the first of the second one belongs to cluster 128. */
    @Test
    void chainContinuesInNextBlockOfTable() throws IOException {
        byte[] disk = written("bootx64.efi", (128 - 5 + 3) * BLOCK);
        assertEquals("80000000", HexFormat.of().formatHex(disk, 32 * BLOCK + 127 * 4, 33 * BLOCK));
        assertBlock("81000000 82000000 ffffff0f", disk, 33);
        assertBlock("81000000 82000000 ffffff0f", disk, 553);
    }

    private static final String DOTS_OF_EFI =
            "2e20202020202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0300 00000000 "
                    + "2e2e202020202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0000 00000000 ";
    private static final String DOTS_OF_BOOT =
            "2e20202020202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0400 00000000 "
                    + "2e2e202020202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0300 00000000 ";

    @Test
    void directoriesHaveExpectedBytes() throws IOException {
        byte[] disk = written("bootx64.efi", 513);
        assertBlock(
                "454649 2020202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0300 00000000", disk, 1072);
        assertBlock(
                DOTS_OF_EFI
                        + "41 42006f006f0074000000 0f 00 dd ffffffffffffffffffffffff 0000 ffffffff "
                        + "424f4f54 20202020202020 10 00 " + CREATED + " 432a 0000 " + CHANGED + " 0400 00000000",
                disk,
                1073);
        assertBlock(
                DOTS_OF_BOOT
                        + "41 62006f006f0074007800 0f 00 1d 360034002e00650066006900 0000 0000ffff "
                        + "'BOOTX64' 20 'EFI' 20 00 " + CREATED + " 432a 0000 " + CHANGED + " 0500 01020000",
                disk,
                1074);
    }

    @Test
    void nameThatFitsIntoShortNameKeepsItsLetters() throws IOException {
        assertBlock(
                DOTS_OF_BOOT
                        + "41 62006f006f0074006100 0f 00 54 6100360034002e0065006600 0000 69000000 "
                        + "'BOOTAA64EFI' 20 00 " + CREATED + " 432a 0000 " + CHANGED + " 0500 01000000",
                written("bootaa64.efi", 1),
                1074);
    }

    @Test
    void longerNameGetsNumberedShortName() throws IOException {
        assertBlock(
                DOTS_OF_BOOT
                        + "42 660069000000ffffffff 0f 00 34 ffffffffffffffffffffffff 0000 ffffffff "
                        + "01 62006f006f0074007200 0f 00 34 690073006300760036003400 0000 2e006500 "
                        + "'BOOTRI~1EFI' 20 00 " + CREATED + " 432a 0000 " + CHANGED + " 0500 01000000",
                written("bootriscv64.efi", 1),
                1074);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 262_143, 262_144, 262_145, 1_000_000})
    void zerosFollowFileToEndOfItsCluster(int bytes) throws IOException {
        byte[] disk = written("bootx64.efi", bytes);
        int start = 1075 * BLOCK;
        int end = start + Math.ceilDiv(bytes, BLOCK) * BLOCK;
        assertArrayEquals(Arrays.copyOf(fileOf(bytes), end - start), Arrays.copyOfRange(disk, start, end));
        assertEquals((byte) 0xee, disk[end]);
    }

    @Test
    void largestFileTakesAllClusters() throws IOException {
        assertEquals(34_052_608, FatVolume.mostFileBytes(BLOCKS, 3));
        byte[] disk = written("bootx64.efi", 34_052_608);
        assertEquals(
                "00000000 ffffffff",
                HexFormat.of().formatHex(disk, 512 + 488, 512 + 492) + " "
                        + HexFormat.of().formatHex(disk, 512 + 492, 512 + 496));
        // The last cluster is 66,513, and its table has room for 46 more.
        assertEquals(
                "d0030100 d1030100 ffffff0f 00000000".replace(" ", ""),
                HexFormat.of().formatHex(disk, 32 * BLOCK + 66_511 * 4, 32 * BLOCK + 66_515 * 4));
        assertEquals(fileOf(34_052_608)[34_052_607], disk[disk.length - 1]);
        assertThrows(IllegalArgumentException.class, () -> written("bootx64.efi", 34_052_609));
    }

    @Test
    void emptyFileHasNoCluster() {
        assertThrows(IllegalArgumentException.class, () -> written("bootx64.efi", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "a/b", "a b", "\u00e9"})
    void namesHaveOnlyPlainCharacters(String name) {
        assertThrows(IllegalArgumentException.class, () -> written(name, 1));
    }

    /** 65,525 clusters need tables of 512 blocks each: 65,525 + 2 entries of 128 to a block. */
    @ParameterizedTest
    @CsvSource({"66581, true", "66580, false", "0, false", "-1, false"})
    void fewerClustersWouldMakeItFat16(long blocks, boolean allowed) {
        if (allowed) {
            assertEquals((65_525 - 1) * 512, FatVolume.mostFileBytes(blocks, 1));
        } else {
            assertThrows(IllegalArgumentException.class, () -> new FatVolume(0, blocks, 0, Instant.EPOCH));
        }
    }

    @ParameterizedTest
    @CsvSource({"4294899712, true", "4294899713, false", "-1, false"})
    void blockNumbersHave32Bits(long startBlock, boolean allowed) throws IOException {
        if (allowed) {
            MemoryDevice device = new MemoryDevice(new byte[BLOCKS * BLOCK]);
            new FatVolume(startBlock, BLOCKS, 0, Instant.EPOCH)
                    .write(device, List.of("A"), new MemoryDevice(new byte[1]));
            assertEquals("00f8feff", HexFormat.of().formatHex(device.toByteArray(), 28, 32));
        } else {
            assertThrows(IllegalArgumentException.class, () -> new FatVolume(startBlock, BLOCKS, 0, Instant.EPOCH));
        }
    }
}
