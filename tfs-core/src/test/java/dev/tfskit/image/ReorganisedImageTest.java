// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.device.filter.FixedSizeDevice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.DiskLayout;
import dev.tfskit.disk.DiskWriter;
import dev.tfskit.image.rebuild.Repacking;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Updates that leave the tree as it is: they move its blocks, its log and its end. */
class ReorganisedImageTest {

    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of("kept"));
    private static final Instant TIME = Instant.ofEpochSecond(1_500_000_000, 123_456_789);

    private static SourceEntry file(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SourceEntry.File(
                ListSource.path(name),
                new SourceEntry.Metadata(
                        new Permissions(0640, 7, 8), TIME, Map.of(Symbol.of("user.x"), Text.of("kept"))),
                bytes.length,
                new MemoryContent(bytes));
    }

    private static void apply(BlockDevice device, ImageUpdate update, ListSource... sources) throws IOException {
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            update.apply(volume, List.of(sources));
        }
        Checks.assertSound(device);
    }

    private static ImageUpdate update() {
        return new ImageUpdate(notice -> {
            throw new AssertionError(notice);
        });
    }

    /** A volume with a file in many pieces, and with old bytes in its free blocks. */
    private static void fill(BlockDevice device) throws IOException {
        ListSource many = new ListSource();
        for (int i = 0; i < 200; i++) {
            many.add(file("f" + (1000 + i), "x".repeat(20_000)));
        }
        apply(device, update(), many);
        apply(device, update().remove(EntryPatterns.of(List.of("*[02468]"))));
        ListSource more = new ListSource().add(file("large", "y".repeat(1_500_000)));
        more.hardLink("link", "large").link("symbolic", "large");
        Tuple attributes = new Tuple();
        attributes.set(Symbol.of("unknown"), Text.of("kept"));
        apply(device, update().rootAttributes(attributes), more);
        apply(device, update().remove(EntryPatterns.of(List.of("f*1"))));
    }

    private static MemoryDevice volume() throws IOException {
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(IDENTITY, _ -> {}).build(() -> device, List.of());
        // Of fixed size, so that the gaps are filled.
        device.resize(6 << 20);
        fill(new DeviceSlice(device, 0, device.size()));
        return device;
    }

    private static SortedMap<String, String> contents(BlockDevice device) throws IOException {
        return VolumeContents.of(device);
    }

    private static int pieces(BlockDevice device, String name) throws IOException {
        try (Volume volume = Volume.open(device)) {
            return ((RegularFile) volume.root().find(Symbol.of(name)).orElseThrow())
                    .extents()
                    .size();
        }
    }

    private static void checkCuts(MemoryDevice built, ImageUpdate update) throws Exception {
        SortedMap<String, String> tree = contents(built);
        RecordingDevice device = new RecordingDevice(built.toByteArray());
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            update.apply(volume, List.of());
            volume.punchFreeBlocks();
        }
        Seeds.repeat(
                1,
                random ->
                        assertTrue(Cuts.of(device.recording()).check(new Sampling(64, 12, random.nextLong()), disk -> {
                                    Checks.assertSound(disk.open());
                                    assertEquals(tree, contents(disk.open()), disk.toString());
                                })
                                > 1));
    }

    @Test
    void newLogHoldsTheTree() throws Exception {
        MemoryDevice device = volume();
        SortedMap<String, String> tree = contents(device);
        byte[] before = device.toByteArray();
        apply(device, update().rewriteLog());
        assertEquals(tree, contents(device));
        assertTrue(Arrays.mismatch(before, device.toByteArray()) < BlockDevice.BLOCK_BYTES);
        apply(device, update().rewriteLog(), new ListSource().add(file("more", "more")));
        assertEquals(tree.size() + 1, contents(device).size());
        checkCuts(new MemoryDevice(before), update().rewriteLog());
    }

    @Test
    void fileBecomesContiguous() throws Exception {
        MemoryDevice device = volume();
        assertTrue(pieces(device, "large") > 10);
        SortedMap<String, String> tree = contents(device);
        byte[] before = device.toByteArray();
        apply(device, update().defragment(ListSource.path("large")));
        assertEquals(1, pieces(device, "large"));
        assertEquals(tree, contents(device));
        checkCuts(new MemoryDevice(before), update().defragment(ListSource.path("large")));
        assertThrows(FileSystemException.class, () -> apply(device, update().defragment(ListSource.path("symbolic"))));
    }

    @Test
    void onlyFilesThatMoveCountAsDefragmented() throws IOException {
        MemoryDevice device = volume();
        List<String> notes = new ArrayList<>();
        ImageUpdate.Summary summary;
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            summary = new ImageUpdate(
                            notice -> notes.add(notice.level() + " " + notice.subject() + " " + notice.text()))
                    .defragment(ListSource.path("large"))
                    .defragment(ListSource.path("link"))
                    .defragment(ListSource.path("f1003"))
                    .apply(volume, List.of());
        }
        assertEquals(1, summary.count(ImageChange.Kind.DEFRAGMENTED));
        assertEquals(List.of("NOTE /link is contiguous already", "NOTE /f1003 is contiguous already"), notes);
        byte[] before = device.toByteArray();
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            assertFalse(new ImageUpdate(_ -> {})
                    .defragment(ListSource.path("large"))
                    .apply(volume, List.of())
                    .isChanged());
        }
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void freeBlocksReadAsZeros() throws IOException {
        MemoryDevice device = volume();
        SortedMap<String, String> tree = contents(device);
        apply(device, update().remove(EntryPatterns.of(List.of("/large", "/link"))));
        tree.keySet().removeIf(path -> path.endsWith("large") || path.endsWith("link"));
        assertTrue(new String(device.toByteArray(), StandardCharsets.ISO_8859_1).contains("yyyyyyyy"));
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            volume.punchFreeBlocks();
        }
        Checks.assertSound(device);
        assertTrue(!new String(device.toByteArray(), StandardCharsets.ISO_8859_1).contains("yyyyyyyy"));
        assertEquals(tree.size(), contents(device).size());
    }

    @Test
    void repackedVolumeIsSmallAndHasEverything() throws IOException {
        MemoryDevice device = volume();
        device.resize(40 << 20);
        MemoryDevice target = new MemoryDevice();
        assertEquals(Repacking.write(device, target, 0), target.size());
        assertTrue(target.size() < 6 << 20, () -> "" + target.size());
        Checks.assertSound(target);
        assertEquals(contents(device), contents(target));
        assertEquals(1, pieces(target, "large"));
        try (Volume volume = Volume.open(target)) {
            assertEquals(IDENTITY, volume.identity());
        }
        MemoryDevice larger = new MemoryDevice();
        Repacking.write(device, larger, 10 << 20);
        assertEquals((10 << 20) + ImageSize.STEP_BYTES, larger.size());
    }

    @Test
    void repackedDiskKeepsItsHeadAndHasTheRightTable() throws IOException {
        MemoryDevice disk = new MemoryDevice();
        DiskWriter writer = DiskWriter.begin(disk, BootFile.withoutLoader(), null);
        new ImageBuilder(IDENTITY, _ -> {}).build(writer::rootVolume, List.of());
        writer.finish();
        ListSource source = new ListSource().add(file("a", "a".repeat(3_000_000)));
        apply(DiskImage.of(disk).resizableRootVolume(), update().size(new ImageSize.AtLeast(50 << 20)), source);
        new ImageBuilder(IDENTITY, _ -> {})
                .size(new ImageSize.Exactly(DiskLayout.BOOT_VOLUME_BYTES))
                .build(
                        () -> new FixedSizeDevice(writer.bootVolume()),
                        List.of(new ListSource().add(file("kernel", "k"))));
        MemoryDevice target = new MemoryDevice();
        long bytes = Repacking.write(disk, target, 0);
        BlockDevice root = DiskImage.of(target).rootVolume();
        assertEquals(root.size(), bytes);
        Checks.assertSound(root);
        assertEquals(contents(DiskImage.of(disk).rootVolume()), contents(root));
        assertEquals(target.size() - writer.layout().rootVolumeOffset(), root.size());
        int head = (int) writer.layout().rootVolumeOffset();
        assertArrayEquals(
                Arrays.copyOfRange(disk.toByteArray(), 512, head), Arrays.copyOfRange(target.toByteArray(), 512, head));
        assertTrue(target.size() < 20 << 20);
    }
}
