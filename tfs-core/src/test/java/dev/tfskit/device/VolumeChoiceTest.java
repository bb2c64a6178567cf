// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.disk.DiskBytes;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.Partition;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.disk.PartitionContent.Kind;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.LogCursor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeChoiceTest {

    private final DiskBytes disk = new DiskBytes(100)
            .partition(0, DiskBytes.EFI, 5, 5)
            .partition(1, DiskBytes.OTHER, 10, 20)
            .volumeAt(10)
            .partition(2, DiskBytes.OTHER, 30, 70)
            .volumeAt(30);
    private final DiskBytes bare = new DiskBytes(100).volumeAt(0);

    private static long blocks(DiskBytes image, VolumeChoice choice) throws IOException {
        return image.open().volume(choice).size() / BlockDevice.BLOCK_BYTES;
    }

    private static void assertMissing(DiskBytes image, VolumeChoice choice, String reason) throws IOException {
        DiskImage opened = image.open();
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> opened.volume(choice));
        assertEquals(reason, refusal.getReason());
        assertEquals("memory", refusal.getFile());
    }

    @Test
    void choosesRootVolume() throws IOException {
        assertEquals(70, blocks(disk, new VolumeChoice.Root()));
        assertEquals(100, blocks(bare, new VolumeChoice.Root()));
    }

    @Test
    void choosesBootVolume() throws IOException {
        assertEquals(20, blocks(disk, new VolumeChoice.Boot()));
        assertTrue(LogCursor.hasVolumeMagic(disk.open().volume(new VolumeChoice.Boot())));
        assertEquals(1, disk.open().bootPartition().orElseThrow().number());
        assertEquals(
                15,
                blocks(
                        new DiskBytes(100).partition(0, DiskBytes.OTHER, 5, 15).partition(1, DiskBytes.OTHER, 20, 80),
                        new VolumeChoice.Boot()));
    }

    @Test
    void notEveryImageHasABootVolume() throws IOException {
        assertMissing(bare, new VolumeChoice.Boot(), "it is a volume by itself, without a boot volume");
        assertMissing(
                new DiskBytes(100).partition(1, DiskBytes.OTHER, 20, 80),
                new VolumeChoice.Boot(),
                "the partition table has no boot volume");
        assertMissing(
                new DiskBytes(100).partition(0, DiskBytes.OTHER, 20, 80),
                new VolumeChoice.Boot(),
                "is a disk without a partition for the root volume; it has partition 0 (type 0x83, 80 blocks)"
                        + "; choose one of them");
        // Without a root the disk counts as one volume (docs/format.md, section 5).
        assertEquals(
                Optional.empty(),
                new DiskBytes(100).partition(0, DiskBytes.OTHER, 20, 80).open().bootPartition());
    }

    @Test
    void anyPartition() throws IOException {
        assertEquals(5, blocks(disk, new VolumeChoice.InPartition(0)));
        assertEquals(70, blocks(disk, new VolumeChoice.InPartition(2)));
        assertMissing(disk, new VolumeChoice.InPartition(3), "it has no partition 3; it has 0, 1, 2");
        assertMissing(disk, new VolumeChoice.InPartition(-1), "it has no partition -1; it has 0, 1, 2");
        assertMissing(bare, new VolumeChoice.InPartition(0), "it has no partitions");
    }

    @Test
    void refusesPartitionThatIsCutOff() throws IOException {
        DiskImage image = disk.partition(3, DiskBytes.OTHER, 90, 11).open();
        TfsFormatException refusal =
                assertThrows(TfsFormatException.class, () -> image.volume(new VolumeChoice.InPartition(3)));
        assertEquals(
                "partition 3 has 11 blocks from block 90, but the image ends after 100 blocks; "
                        + "it is incomplete: copy it again",
                refusal.problem());
        assertEquals(446 + 3 * 16, refusal.offset().orElseThrow());
        assertEquals(10 * 512, image.volume(new VolumeChoice.AtOffset(90 * 512)).size());
    }

    @Test
    void anyOffset() throws IOException {
        assertEquals(20, blocks(disk, new VolumeChoice.AtOffset(10 * 512)));
        assertEquals(89, blocks(disk, new VolumeChoice.AtOffset(11 * 512)));
        assertEquals(100, blocks(bare, new VolumeChoice.AtOffset(0)));
        assertEquals(
                1, disk.open().volume(new VolumeChoice.AtOffset(100 * 512 - 1)).size());
        assertMissing(
                disk,
                new VolumeChoice.AtOffset(100 * 512),
                "it ends at byte 51200, so nothing begins at byte 51200; give a smaller offset");
        assertMissing(
                disk,
                new VolumeChoice.AtOffset(Long.MAX_VALUE),
                "it ends at byte 51200, so nothing begins at byte 9223372036854775807; give a smaller offset");
        assertThrows(IllegalArgumentException.class, () -> new VolumeChoice.AtOffset(-1));
    }

    @Test
    void partitionsAreListedWithTheKindOfTheirContent() throws IOException {
        List<PartitionContent> found =
                disk.partition(3, DiskBytes.OTHER, 99, 2).open().partitions();
        assertEquals(
                List.of(Kind.EFI_SYSTEM, Kind.TFS_VOLUME, Kind.TFS_VOLUME, Kind.CUT_OFF),
                found.stream().map(PartitionContent::kind).toList());
        assertEquals(new Partition(1, DiskBytes.OTHER, 10, 20), found.get(1).partition());
        assertEquals(
                Kind.OTHER,
                new DiskBytes(100)
                        .partition(0, DiskBytes.OTHER, 1, 1)
                        .open()
                        .partitions()
                        .getFirst()
                        .kind());
        assertEquals(List.of(), bare.open().partitions());
    }
}
