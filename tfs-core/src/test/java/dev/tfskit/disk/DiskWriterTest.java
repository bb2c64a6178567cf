// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.Recording.Event;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.PartitionContent.Kind;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Volume;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks as they are made, and as {@link DiskImage} then finds them. */
class DiskWriterTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] BOOT = BootFileBytes.of(2048);
    /** The boot file's 5 blocks and the crash log's 8. */
    private static final int FIRST_PARTITION = 13;

    private static final int SYSTEM_BLOCKS = 67_584;
    private static final int BOOT_BLOCKS = 24_576;
    private static final int ROOT_BLOCKS = 5120;
    /** The file in the system partition lies behind 32 reserved blocks, two tables of 520, and three directories. */
    private static final int LOADER_BLOCK = FIRST_PARTITION + 32 + 2 * 520 + 3;

    private static SystemPartition system(byte[] loader) throws IOException {
        return new SystemPartition(EfiLoader.of("bootx64.efi", new MemoryDevice(loader)), 7, TIME);
    }

    private static byte[] loader() {
        byte[] loader = new byte[100_000];
        Arrays.fill(loader, (byte) 0x77);
        return loader;
    }

    private static Identity identity(String label) {
        return new Identity(UUID.nameUUIDFromBytes(label.getBytes(StandardCharsets.UTF_8)), Label.of(label));
    }

    private static DiskWriter begun(ResizableDevice disk, @Nullable SystemPartition system) throws IOException {
        return DiskWriter.begin(disk, BootFile.read(new MemoryDevice(BOOT)), system);
    }

    private static void writeVolumes(DiskWriter writer) throws IOException {
        Volume.format(writer.bootVolume(), identity("boot"), InstantSource.fixed(TIME));
        ResizableDevice device = writer.rootVolume();
        Volume.create(device, identity("root")).commit();
        device.resize(ROOT_BLOCKS * 512L);
    }

    private static <D extends ResizableDevice> D written(D disk, @Nullable SystemPartition system) throws IOException {
        DiskWriter writer = begun(disk, system);
        writeVolumes(writer);
        writer.finish();
        return disk;
    }

    private static void assertReadBack(DiskImage image, List<PartitionContent> partitions) throws IOException {
        assertEquals(partitions, image.partitions());
        assertEquals("root", Volume.open(image.rootVolume()).identity().label().toString());
        assertEquals(
                "boot",
                Volume.open(image.volume(new VolumeChoice.Boot()))
                        .identity()
                        .label()
                        .toString());
        assertEquals(Optional.empty(), image.crashLog());
    }

    @Test
    void diskForBiosIsReadBack() throws IOException {
        MemoryDevice disk = written(new MemoryDevice(), null);
        assertReadBack(
                DiskImage.of(disk),
                List.of(
                        new PartitionContent(new Partition(0, 0x83, FIRST_PARTITION, BOOT_BLOCKS), Kind.TFS_VOLUME),
                        new PartitionContent(
                                new Partition(1, 0x83, FIRST_PARTITION + BOOT_BLOCKS, ROOT_BLOCKS), Kind.TFS_VOLUME)));
        assertEquals((FIRST_PARTITION + BOOT_BLOCKS + ROOT_BLOCKS) * 512L, disk.size());
    }

    @Test
    void diskForUefiIsReadBack() throws IOException {
        MemoryDevice disk = written(new MemoryDevice(), system(loader()));
        int boot = FIRST_PARTITION + SYSTEM_BLOCKS;
        assertReadBack(
                DiskImage.of(disk),
                List.of(
                        new PartitionContent(new Partition(0, 0xef, FIRST_PARTITION, SYSTEM_BLOCKS), Kind.EFI_SYSTEM),
                        new PartitionContent(new Partition(1, 0x83, boot, BOOT_BLOCKS), Kind.TFS_VOLUME),
                        new PartitionContent(
                                new Partition(2, 0x83, boot + BOOT_BLOCKS, ROOT_BLOCKS), Kind.TFS_VOLUME)));
    }

    @Test
    void bootFileAndCrashLogPrecedeTheFirstPartition() throws IOException {
        byte[] expected = Arrays.copyOf(BOOT, FIRST_PARTITION * 512);
        byte[] table = Hex.bytes("80 000e00 ef 343d04 0d000000 00080100  80 343e04 83 bc0405 0d080100 00600000 "
                + "80 bc0505 83 0e1506 0d680100 00140000");
        System.arraycopy(table, 0, expected, 446, table.length);
        byte[] disk =
                written(new MemoryDevice(new byte[1000]), system(loader())).toByteArray();
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(disk, 0, expected.length));
    }

    @Test
    void wholeTableOfBootFileIsReplaced() throws IOException {
        byte[] used = BOOT.clone();
        Arrays.fill(used, 446, 510, (byte) 0xdd);
        MemoryDevice disk = new MemoryDevice();
        DiskWriter writer = DiskWriter.begin(disk, BootFile.read(new MemoryDevice(used)), null);
        writeVolumes(writer);
        writer.finish();
        assertArrayEquals(written(new MemoryDevice(), null).toByteArray(), disk.toByteArray());
    }

    @Test
    void systemPartitionHoldsItsStart() throws IOException {
        byte[] disk = written(new MemoryDevice(), system(loader())).toByteArray();
        assertEquals(
                "0d000000 00080100",
                HexFormat.of().formatHex(disk, FIRST_PARTITION * 512 + 28, FIRST_PARTITION * 512 + 32) + " "
                        + HexFormat.of().formatHex(disk, FIRST_PARTITION * 512 + 32, FIRST_PARTITION * 512 + 36));
        assertArrayEquals(loader(), Arrays.copyOfRange(disk, LOADER_BLOCK * 512, LOADER_BLOCK * 512 + 100_000));
    }

    @Test
    void otherProgramsFindTheLoader(@TempDir Path directory) throws Exception {
        HostProgram.assumeInstalled(HostProgram.FSCK_FAT, HostProgram.MCOPY);
        Path file = Files.createFile(directory.resolve("disk"));
        try (FileDevice disk = FileDevice.openForWriting(file)) {
            written(disk, system(loader()));
            ByteBuffer partition = ByteBuffer.allocate(SYSTEM_BLOCKS * 512);
            disk.read(FIRST_PARTITION * 512, partition);
            Files.write(directory.resolve("partition"), partition.array());
        }
        String result = HostProgram.FSCK_FAT.run("-n", directory.resolve("partition"));
        assertEquals(
                directory.resolve("partition") + ": 3 files, 199/66512 clusters",
                result.lines().skip(1).collect(Collectors.joining()));
        HostProgram.MCOPY.run(
                "-i", file + "@@" + FIRST_PARTITION * 512, "::/EFI/BOOT/BOOTX64.EFI", directory.resolve("copy"));
        assertArrayEquals(loader(), Files.readAllBytes(directory.resolve("copy")));
    }

    @Test
    void crashLogOfKernelIsFoundInItsArea() throws IOException {
        MemoryDevice disk = written(new MemoryDevice(), system(loader()));
        byte[] log = Hex.bytes("'KLOG' 0100000000000000 02000000 " + "78".repeat(4080));
        disk.write(5 * 512, ByteBuffer.wrap(log));
        assertEquals(
                Optional.of(new CrashLog(5 * 512, 1, 2, Text.of("x".repeat(4080)))),
                DiskImage.of(disk).crashLog());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bootSectorIsWrittenLast(boolean uefi) throws IOException {
        RecordingDevice disk = written(RecordingDevice.ofBlocks(0), uefi ? system(loader()) : null);
        List<Event> events = disk.recording().events();
        int last = events.size() - 1;
        assertInstanceOf(Event.Force.class, events.get(last));
        assertEquals(
                0, assertInstanceOf(Event.Write.class, events.get(last - 1)).block());
        assertInstanceOf(Event.Force.class, events.get(last - 2));
        assertTrue(events.subList(0, last - 1).stream()
                .noneMatch(each -> each instanceof Event.Write write && write.block() == 0));
    }

    @Test
    void unfinishedDiskHasNoPartitions() throws IOException {
        MemoryDevice disk = written(new MemoryDevice(), null);
        byte[] fresh = disk.toByteArray();
        DiskWriter writer = begun(disk, null);
        writeVolumes(writer);
        assertEquals(List.of(), DiskImage.of(disk).partitions());
        writer.finish();
        assertArrayEquals(fresh, disk.toByteArray());
    }

    @Test
    void sameInputGivesSameBytes() throws IOException {
        assertArrayEquals(
                written(new MemoryDevice(), system(loader())).toByteArray(),
                written(new MemoryDevice(), system(loader())).toByteArray());
    }

    @Test
    void bootVolumeHas12MiB() throws IOException {
        DiskWriter writer = begun(new MemoryDevice(), null);
        BlockDevice boot = writer.bootVolume();
        assertEquals(12 << 20, boot.size());
        boot.write((12 << 20) - 1, ByteBuffer.allocate(1));
        assertThrows(EOFException.class, () -> boot.write((12 << 20) - 1, ByteBuffer.allocate(2)));
    }

    @Test
    void diskWithoutRootVolumeIsRefused() throws IOException {
        DiskWriter writer = begun(new MemoryDevice(), null);
        assertEquals(0, writer.rootVolume().size());
        assertThrows(IllegalStateException.class, writer::finish);
        writer.rootVolume().resize(511);
        assertThrows(IllegalStateException.class, writer::finish);
    }

    /**
     * What can go wrong on a disk: in the boot sector, the boot loader, the system partition's tables, its loader, and
     * behind that.
     */
    @ParameterizedTest
    @ValueSource(
            longs = {100, 600, (FIRST_PARTITION + 32) * 512, LOADER_BLOCK * 512 + 99_999, LOADER_BLOCK * 512 + 100_001})
    void verificationFindsChangedDisk(long offset) throws IOException {
        MemoryDevice disk = new MemoryDevice();
        DiskWriter writer = begun(disk, system(loader()));
        writeVolumes(writer);
        writer.finish();
        writer.verify();
        ByteBuffer old = ByteBuffer.allocate(1);
        disk.read(offset, old);
        disk.write(offset, ByteBuffer.wrap(new byte[] {(byte) (old.get(0) + 1)}));
        FileSystemException failure = assertThrows(FileSystemException.class, writer::verify);
        assertTrue(failure.getReason().contains(" at byte "), failure::getReason);
    }

    @Test
    void endsAt2TiB() throws IOException {
        SparseDevice disk = new SparseDevice(SparseImage.zeros(0));
        DiskWriter writer = begun(disk, system(loader()));
        long rootOffset = (FIRST_PARTITION + SYSTEM_BLOCKS + BOOT_BLOCKS) * 512L;
        writer.rootVolume().resize((1L << 41) - rootOffset + 512);
        FileTooLargeException refusal = assertThrows(FileTooLargeException.class, writer::finish);
        assertEquals("sparse memory", refusal.getFile());
        assertEquals(
                "the root volume would have 2198976063488 bytes, and at most 2198976062976 are possible here, "
                        + "because a disk with a partition table ends at 2 TiB; make the volume smaller",
                refusal.getReason());
        assertEquals(List.of(), DiskImage.of(disk).partitions());

        writer.rootVolume().resize((1L << 41) - rootOffset);
        writer.finish();
        assertEquals(
                Optional.of(new Partition(2, 0x83, rootOffset / 512, (1L << 32) - rootOffset / 512)),
                DiskImage.of(disk).rootPartition());
    }

    @Test
    void checkOfRootBytesRefusesTooLargeVolume() throws IOException {
        DiskLayout layout = DiskLayout.of(BootFile.read(new MemoryDevice(BOOT)), null);
        long most = (1L << 41) - layout.rootVolumeOffset();
        layout.checkRootBytes("x", most);
        assertEquals(
                "x",
                assertThrows(FileTooLargeException.class, () -> layout.checkRootBytes("x", most + 1))
                        .getFile());
        assertThrows(FileTooLargeException.class, () -> layout.checkRootBytes("x", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"0, 512, 4608, 4608, 12587520", "2048, 2560, 6656, 6656, 12589568"})
    void layoutWithoutSystemPartitionHasExpectedOffsets(
            int loaderBytes, long crashLog, long system, long boot, long root) throws IOException {
        assertLayout(
                DiskLayout.of(BootFile.read(new MemoryDevice(BootFileBytes.of(loaderBytes))), null),
                crashLog,
                system,
                boot,
                root);
    }

    @ParameterizedTest
    @CsvSource({"0, 512, 4608, 34607616, 47190528", "2048, 2560, 6656, 34609664, 47192576"})
    void layoutWithSystemPartitionHasExpectedOffsets(int loaderBytes, long crashLog, long system, long boot, long root)
            throws IOException {
        assertLayout(
                DiskLayout.of(BootFile.read(new MemoryDevice(BootFileBytes.of(loaderBytes))), system(loader())),
                crashLog,
                system,
                boot,
                root);
    }

    private static void assertLayout(DiskLayout layout, long crashLog, long system, long boot, long root) {
        assertEquals(
                List.of(crashLog, system, boot, root),
                List.of(
                        layout.crashLogOffset(),
                        layout.systemPartitionOffset(),
                        layout.bootVolumeOffset(),
                        layout.rootVolumeOffset()));
    }
}
