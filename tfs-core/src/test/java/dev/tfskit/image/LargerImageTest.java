// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.DiskWriter;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Volumes and disks that become larger by an update. */
class LargerImageTest {

    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of(""));
    private static final long STEP = ImageSize.STEP_BYTES;

    private static ListSource file() {
        return new ListSource()
                .add(new SourceEntry.File(
                        path("a"), SourceEntry.Metadata.NONE, 3, new MemoryContent(new byte[] {1, 2, 3})));
    }

    /** A disk that begins as one that boots, with a small tree. */
    private static MemoryDevice disk() throws IOException {
        MemoryDevice disk = new MemoryDevice();
        DiskWriter writer = DiskWriter.begin(disk, BootFile.withoutLoader(), null);
        new ImageBuilder(IDENTITY, _ -> {}).build(writer::rootVolume, List.of(file()));
        writer.finish();
        return disk;
    }

    private static ImageUpdate.Summary apply(ResizableDevice disk, ImageUpdate update, ListSource... sources)
            throws IOException {
        try (UpdatedVolume volume = Volume.openForUpdate(DiskImage.of(disk).resizableRootVolume())) {
            return update.apply(volume, List.of(sources));
        }
    }

    private static ImageUpdate update() {
        return new ImageUpdate(_ -> {});
    }

    /** The size of the root volume, and what is in it. */
    private static String state(BlockDevice disk) throws IOException {
        BlockDevice root = DiskImage.of(disk).rootVolume();
        Checks.assertSound(root);
        return root.size() + " " + VolumeContents.of(root);
    }

    @Test
    void lastPartitionGrowsWithItsEntry() throws IOException {
        MemoryDevice disk = disk();
        byte[] before = disk.toByteArray();
        ImageUpdate.Summary summary = apply(disk, update().size(new ImageSize.AtLeast(10 << 20)));
        assertEquals((10 << 20) + STEP, summary.bytesAfter());
        assertEquals((10 << 20) + STEP, DiskImage.of(disk).rootVolume().size());
        assertEquals(before.length + summary.bytesAfter() - summary.bytesBefore(), disk.size());
        state(disk);
        byte[] after = disk.toByteArray();
        assertArrayEquals(Arrays.copyOf(before, 446), Arrays.copyOf(after, 446));
        assertEquals(-1, Arrays.mismatch(before, 512, before.length, after, 512, before.length));
        assertEquals(
                false,
                apply(disk, update().size(new ImageSize.AtLeast(10 << 20))).isChanged());
        assertArrayEquals(after, disk.toByteArray());
    }

    @Test
    void tableIsTheOneOfDiskMadeInThatSize() throws IOException {
        MemoryDevice disk = disk();
        apply(disk, update().size(new ImageSize.AtLeast(3L << 20)));
        byte[] grown = disk.toByteArray();
        MemoryDevice made = new MemoryDevice();
        DiskWriter writer = DiskWriter.begin(made, BootFile.withoutLoader(), null);
        new ImageBuilder(IDENTITY, _ -> {})
                .size(new ImageSize.AtLeast(3L << 20))
                .build(writer::rootVolume, List.of(file()));
        writer.finish();
        assertArrayEquals(made.toByteArray(), grown);
    }

    @Test
    void partitionTakesWhatDidNotFit() throws IOException {
        MemoryDevice disk = disk();
        assertThrows(FileSystemException.class, () -> {
            try (UpdatedVolume volume = Volume.openForUpdate(DiskImage.of(disk).rootVolume())) {
                update().apply(volume, List.of(new ListSource().add(large(8 << 20))));
            }
        });
        apply(disk, update().size(new ImageSize.AtLeast(0)), new ListSource().add(large(8 << 20)));
        state(disk);
    }

    private static SourceEntry large(int bytes) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) 7);
        return new SourceEntry.File(ListSource.path("data"), SourceEntry.Metadata.NONE, bytes, new MemoryContent(data));
    }

    @Test
    void failureLeavesDiskAsItWas() throws IOException {
        MemoryDevice disk = disk();
        byte[] before = disk.toByteArray();
        assertThrows(
                NoSuchFileException.class,
                () -> apply(
                        disk,
                        update().size(new ImageSize.AtLeast(10 << 20)).rename(path("x"), path("y")),
                        new ListSource().add(large(8 << 20))));
        assertArrayEquals(before, disk.toByteArray());
        assertThrows(
                IOException.class,
                () -> apply(
                        disk,
                        update().size(new ImageSize.AtLeast(10 << 20)).withFinalStep(_ -> {
                            throw new IOException("given up");
                        }),
                        new ListSource().add(large(8 << 20))));
        assertEquals(before.length, disk.size());
        assertEquals(state(new MemoryDevice(before)), state(disk));
    }

    private static TreePath path(String name) {
        return ListSource.path(name);
    }

    @Test
    void deviceOfFixedSizeAndTableOfTwoTebibytesAreRefused() throws IOException {
        MemoryDevice disk = disk();
        try (UpdatedVolume volume = Volume.openForUpdate(DiskImage.of(disk).rootVolume())) {
            FileSystemException refused = assertThrows(FileSystemException.class, () -> volume.enlarge(100 << 20));
            assertTrue(refused.getReason().contains("104857600 are wanted"), refused.getReason());
        }
        ResizableDevice root = DiskImage.of(disk).resizableRootVolume();
        assertThrows(FileTooLargeException.class, () -> root.resize(2L << 40));
        assertThrows(
                FileSystemException.class,
                () -> DiskImage.of(new DeviceSlice(disk, 0, disk.size())).resizableRootVolume());
    }

    @Test
    void growthSinceTheLastCommitIsUndone() throws IOException {
        MemoryDevice disk = disk();
        long committed;
        try (UpdatedVolume volume = Volume.openForUpdate(DiskImage.of(disk).resizableRootVolume())) {
            volume.enlarge(10 << 20);
            volume.commit();
            committed = disk.size();
            volume.enlarge(20 << 20);
            assertTrue(disk.size() > committed);
        }
        assertEquals(committed, disk.size());
    }

    @Test
    void cutLeavesOldSizeOrNewSize() throws Exception {
        MemoryDevice built = disk();
        String before = state(built);
        RecordingDevice device = new RecordingDevice(built.toByteArray());
        apply(device, update().size(new ImageSize.AtLeast(10 << 20)));
        String larger = state(device);
        apply(
                device,
                update().size(new ImageSize.AtLeast(20 << 20)).label(Label.of("large")),
                new ListSource().add(large(700_000)));
        String after = state(device);
        String between = before.substring(before.indexOf(' '));
        Seeds.repeat(
                1,
                random ->
                        assertTrue(Cuts.of(device.recording()).check(new Sampling(64, 12, random.nextLong()), disk -> {
                                    String left = state(disk.open());
                                    assertTrue(
                                            left.equals(before)
                                                    || left.equals(larger)
                                                    || left.equals(after)
                                                    || left.endsWith(between),
                                            disk.toString());
                                })
                                > 3));
    }
}
