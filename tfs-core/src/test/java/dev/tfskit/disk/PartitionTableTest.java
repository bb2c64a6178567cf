// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionTableTest {

    private static byte[] sectorWith(List<Partition> partitions, int before) {
        byte[] sector = new byte[512];
        Arrays.fill(sector, (byte) before);
        sector[510] = 0x55;
        sector[511] = (byte) 0xaa;
        new PartitionTable(partitions).writeTo(ByteBuffer.wrap(sector));
        return sector;
    }

    private static void assertTable(String expected, Partition... partitions) {
        byte[] sector = sectorWith(List.of(partitions), 0xee);
        assertEquals(
                HexFormat.of().formatHex(Hex.bytes("ee ".repeat(446) + expected + " 55aa")),
                HexFormat.of().formatHex(sector));
    }

    /** A boot file of 2,560 bytes, 4,096 of crash log: block 13. 33 MiB are 67,584 blocks, 12 MiB are 24,576. */
    @Test
    void ofADiskWithASystemPartition() {
        assertTable(
                "80 000e00 ef 343d04 0d000000 00080100  80 343e04 83 bc0405 0d080100 00600000 "
                        + "80 bc0505 83 0e1506 0d680100 00140000  " + "00".repeat(16),
                new Partition(0, 0xef, 13, 67_584),
                new Partition(1, 0x83, 67_597, 24_576),
                new Partition(2, 0x83, 92_173, 5120));
    }

    @Test
    void ofADiskWithoutOne() {
        assertTable(
                "80 000e00 83 871301 0d000000 00600000  80 871401 83 d82401 0d600000 00140000  " + "00".repeat(32),
                new Partition(0, 0x83, 13, 24_576),
                new Partition(1, 0x83, 24_589, 5120));
    }

    /**
     * 63 sectors a track from 1 on, 255 heads, 1024 cylinders, of whose number the upper two bits stand above the
     * sector.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 000100",
        "62, 003f00",
        "63, 010100",
        "16064, fe3f00",
        "16065, 000101",
        "4112639, fe3fff",
        "4112640, 004100",
        "8225280, 008100",
        "16434495, 00c1ff",
        "16450558, fefeff",
        "16450559, feffff",
        "16450560, feffff",
        "4294967295, feffff"
    })
    void writesCylinderHeadSectorAddressOfBlock(long start, String expected) {
        byte[] sector = sectorWith(List.of(new Partition(0, 0x83, start, 1)), 0);
        assertEquals(expected, HexFormat.of().formatHex(sector, 447, 450));
        assertEquals(expected, HexFormat.of().formatHex(sector, 451, 454));
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        Seeds.repeat(200, random -> {
            List<Partition> partitions = new ArrayList<>();
            for (int number = 0; number < 4; number++) {
                if (random.nextBoolean()) {
                    partitions.add(new Partition(
                            number,
                            random.nextInt(256),
                            1 + random.nextLong(0xffff_ffffL),
                            1 + random.nextLong(0xffff_ffffL)));
                }
            }
            assertEquals(
                    Optional.of(new PartitionTable(partitions)),
                    PartitionTable.read(new MemoryDevice(sectorWith(partitions, random.nextInt()))));
        });
    }

    @Test
    void readsWholeBlockWhateverThePositionOfTheBuffer() throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(512).put(510, (byte) 0x55).put(511, (byte) 0xaa);
        PartitionTable table = new PartitionTable(List.of(new Partition(3, 7, 0xffff_ffffL, 0xffff_ffffL)));
        table.writeTo(sector);
        assertEquals(0, sector.position());
        assertEquals(Optional.of(table), PartitionTable.read(new MemoryDevice(sector.array())));
    }
}
