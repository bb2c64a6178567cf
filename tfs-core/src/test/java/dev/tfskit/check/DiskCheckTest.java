// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.disk.PartitionContent.Kind;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk with the boot volume in partition 0, the root volume in partition 1, and a gap between them. */
class DiskCheckTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int BOOT_START = 64;
    private static final int GAP_BLOCKS = 100;
    private static final int TYPE = 0x83;
    private static final int EFI = 0xef;
    private static final int LINUX_SWAP = 0x82;

    private final SampleVolume boot = SampleVolume.written();
    private final SampleVolume root = SampleVolume.written();
    private final int bootBlocks = (int) (boot.device().size() / BLOCK);
    private final int rootBlocks = (int) (root.device().size() / BLOCK);
    private final int rootStart = BOOT_START + bootBlocks + GAP_BLOCKS;
    private final MemoryDevice disk = new MemoryDevice(new byte[(rootStart + rootBlocks) * BLOCK]);

    DiskCheckTest() throws IOException {
        boot.set(boot.entries("/"), "kernel", SampleVolume.tuple("extents", new Tuple()));
        disk.write(BLOCK - 2, ByteBuffer.wrap(new byte[] {0x55, (byte) 0xaa}));
        partition(0, TYPE, BOOT_START, bootBlocks);
        partition(1, TYPE, rootStart, rootBlocks);
    }

    private void partition(int number, int type, int start, int blocks) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        disk.write(
                446 + 16L * number,
                entry.putInt(0x80).putInt(type).putInt(start).putInt(blocks).flip());
    }

    private void assertFound(String... expected) throws IOException {
        disk.write((long) BOOT_START * BLOCK, ByteBuffer.wrap(boot.device().toByteArray()));
        if (disk.size() > (long) rootStart * BLOCK) {
            disk.write(
                    (long) rootStart * BLOCK,
                    ByteBuffer.wrap(root.device().toByteArray(), 0, (int) disk.size() - rootStart * BLOCK));
        }
        List<String> found = new ArrayList<>();
        CheckReport report = new DiskCheck(disk, finding -> found.add(Checks.describe(finding))).run();
        assertEquals(List.of(expected), found);
        assertEquals(expected.length == 0, report.isClean());
    }

    @Test
    void readErrorsOfFailingDeviceAreDamageOfItsVolume() throws IOException {
        assertFound();
        BlockDevice failing = new BadBlocksDevice(disk, Set.of(rootStart + 1L));
        assertThrows(IOException.class, () -> new DiskCheck(failing, _ -> {}).run());
        assertEquals(List.of("partition 1: LOG_DAMAGED at 512"), toleratedFindings(failing));
    }

    @Test
    void rootVolumeIsReachableWhenFirstBlockOfBootVolumeIsUnreadable() throws IOException {
        assertFound();
        BlockDevice failing = new BadBlocksDevice(disk, Set.of((long) BOOT_START));
        DiskImage image = DiskImage.of(failing);
        assertEquals(
                List.of(Kind.UNREADABLE, Kind.TFS_VOLUME),
                image.partitions().stream().map(PartitionContent::kind).toList());
        assertEquals(root.device().size(), image.rootVolume().size());
        assertEquals(List.of("partition 0: LOG_DAMAGED at 0"), toleratedFindings(failing));
        for (VolumeChoice choice : List.of(new VolumeChoice.Root(), new VolumeChoice.InPartition(1))) {
            assertTrue(new DiskCheck(failing, _ -> {}).only(choice).run().isClean());
        }
        assertThrows(IOException.class, () -> new DiskCheck(failing, _ -> {}).run());
    }

    @Test
    void unreadableFirstBlockIsDamageOnlyInPartitionOfVolume() throws IOException {
        partition(0, EFI, 1, BOOT_START - 1);
        partition(1, TYPE, BOOT_START, bootBlocks);
        partition(2, TYPE, rootStart, rootBlocks);
        partition(3, TYPE, BOOT_START + bootBlocks, GAP_BLOCKS);
        assertFound();
        BlockDevice failing = new BadBlocksDevice(disk, Set.of(1L, (long) BOOT_START + bootBlocks));
        assertEquals(List.of("partition 3: LOG_DAMAGED at 0"), toleratedFindings(failing));
        partition(3, LINUX_SWAP, BOOT_START + bootBlocks, GAP_BLOCKS);
        assertEquals(List.of(), toleratedFindings(failing));
    }

    private static List<String> toleratedFindings(BlockDevice failing) throws IOException {
        List<String> found = new ArrayList<>();
        new DiskCheck(failing, finding -> found.add(Checks.describe(finding)))
                .tolerateReadErrors()
                .run();
        return found;
    }

    @Test
    void findsNothingOnSoundDisk() throws IOException {
        assertFound();
        Checks.assertSound(disk);
    }

    @Test
    void findsNothingOnSoundDiskWithSystemPartition() throws IOException {
        partition(0, EFI, 1, BOOT_START - 1);
        partition(1, TYPE, BOOT_START, bootBlocks);
        partition(2, TYPE, rootStart, rootBlocks);
        assertFound();
    }

    @Test
    void partitionsMayTouch() throws IOException {
        partition(0, TYPE, BOOT_START, rootStart - BOOT_START);
        assertFound();
    }

    @Test
    void truncatedImageFails() throws IOException {
        disk.resize(disk.size() - BLOCK);
        assertFound("partition 1: PARTITION_OUTSIDE");
    }

    @Test
    void findsImageThatEndsBeforeItsPartition() throws IOException {
        disk.resize((long) rootStart * BLOCK - 1);
        assertFound("partition 1: PARTITION_OUTSIDE");
    }

    @Test
    void chosenPartitionThatBeginsBehindTheImageIsAFinding() throws IOException {
        disk.resize((long) BOOT_START * BLOCK);
        for (VolumeChoice choice :
                List.of(new VolumeChoice.Root(), new VolumeChoice.Boot(), new VolumeChoice.InPartition(1))) {
            assertEquals(List.of("PARTITION_OUTSIDE"), findingsOf(choice));
        }
    }

    private List<String> findingsOf(VolumeChoice choice) throws IOException {
        List<String> found = new ArrayList<>();
        CheckReport report = new DiskCheck(disk, finding -> found.add(Checks.describe(finding)))
                .only(choice)
                .run();
        assertEquals(found.size(), report.count(Severity.ERROR));
        return found;
    }

    @Test
    void chosenPartitionIsExaminedAsFarAsTheImageHasWholeBlocksOfIt() throws IOException {
        assertFound();
        for (long end : new long[] {disk.size() - BLOCK + 1, (long) rootStart * BLOCK + 1}) {
            disk.resize(end);
            assertEquals(List.of("PARTITION_OUTSIDE"), findingsOf(new VolumeChoice.Root()));
        }
    }

    @Test
    void findsPartitionOfLargestLengthOutsideOfDisk() throws IOException {
        partition(0, TYPE, BOOT_START, -1);
        assertFound("partition 0: PARTITION_OUTSIDE");
    }

    @Test
    void findsPartitionThatOverlapsTheNext() throws IOException {
        partition(0, TYPE, BOOT_START, rootStart - BOOT_START + 1);
        assertFound("partition 1: PARTITIONS_OVERLAP");
    }

    @Test
    void findsEmptyPartitionInsideRootPartition() throws IOException {
        partition(2, TYPE, rootStart + 5, 3);
        assertFound("partition 1: PARTITIONS_OVERLAP");
    }

    @Test
    void findsPartitionThatIsTooShortForItsFiles() throws IOException {
        partition(1, TYPE, rootStart, (int) root.start("/docs/first", 0));
        assertFound("partition 1: VOLUME_CUT_SHORT /docs/first");
    }

    @Test
    void findsPartitionThatIsTooShortForItsLog() throws IOException {
        partition(1, TYPE, rootStart, 500);
        assertFound("partition 1: LOG_DAMAGED at 31");
    }

    @Test
    void findsPartitionThatStartsBesideItsVolume() throws IOException {
        partition(1, TYPE, rootStart + 2, rootBlocks - 2);
        assertFound("partition 1: LOG_DAMAGED at 0");
    }

    @Test
    void findsFaultsInBothVolumes() throws IOException {
        boot.remove(boot.entries("/"), Symbol.of("kernel"));
        root.remove(root.root(), Symbol.of("program"));
        assertFound("partition 0: KERNEL_MISSING", "partition 0: TUPLES_UNREFERENCED", "partition 1: PROGRAM_MISSING");
    }

    @Test
    void thirdVolumeHasNoRole() throws IOException {
        SampleVolume data = SampleVolume.written();
        data.remove(data.root(), Symbol.of("program"));
        long start = disk.size();
        disk.write(start, ByteBuffer.wrap(data.device().toByteArray()));
        partition(3, TYPE, (int) (start / BLOCK), rootBlocks);
        assertInformation("partition 3: PROGRAM_UNNAMED");
    }

    private void assertInformation(String expected) throws IOException {
        disk.write((long) BOOT_START * BLOCK, ByteBuffer.wrap(boot.device().toByteArray()));
        disk.write((long) rootStart * BLOCK, ByteBuffer.wrap(root.device().toByteArray()));
        List<Finding> found = new ArrayList<>();
        CheckReport report = new DiskCheck(disk, found::add).run();
        assertEquals(List.of(expected), found.stream().map(Checks::describe).toList());
        assertTrue(report.isClean());
    }

    @Test
    void checksVolumeWithoutPartitionTable() throws IOException {
        Checks.assertSound(root.device());
        root.set(root.entries("/"), "note", SampleVolume.tuple("linktarget", new Tuple()));
        List<Finding> found = new ArrayList<>();
        CheckReport report = new DiskCheck(root.device(), found::add).run();
        assertEquals(
                List.of(FindingKind.TARGET_INVALID),
                found.stream().map(Finding::kind).toList());
        assertFalse(report.isClean());
        assertEquals(1, report.count(Severity.ERROR));
    }

    @Test
    void diskWithoutARootIsRefused() throws IOException {
        partition(1, TYPE, 0, 0);
        assertThrows(FileSystemException.class, () -> assertFound(""));
    }
}
