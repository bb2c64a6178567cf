// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.EfiLoader;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootDiskTest {

    private static final VolumeChoice ROOT = new VolumeChoice.Root();
    private static final VolumeChoice BOOT = new VolumeChoice.Boot();
    private static final byte[] KERNEL = "I am the kernel".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private static TreeSource kernel() {
        return BuiltDisk.file("kernel", KERNEL);
    }

    private static byte[] noise(int seed, int count) {
        byte[] noise = new byte[count];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private BuiltDisk begun(TreeSource... boot) throws IOException {
        return new BuiltDisk(BuiltDisk.bootFile(directory, 0xee), null, () -> List.of(boot));
    }

    private static List<PartitionContent.Kind> kinds(BlockDevice disk) throws IOException {
        return DiskImage.of(disk).partitions().stream()
                .map(PartitionContent::kind)
                .toList();
    }

    @Test
    void diskHasTheKernelAndTheRoot() throws IOException {
        BuiltDisk built = begun(kernel());
        MemoryDevice disk = built.withRoot(BuiltDisk.program());
        built.disk().verify();
        Checks.assertSound(disk);
        assertEquals(BuiltDisk.contents(kernel()), BuiltDisk.contents(disk, BOOT));
        assertEquals(BuiltDisk.contents(BuiltDisk.program()), BuiltDisk.contents(disk, ROOT));
        assertEquals(
                BuiltDisk.contents(kernel()), VolumeContents.of(built.disk().bootVolume()));
        assertEquals(
                built.disk().rootVolumeOffset(),
                DiskImage.of(disk).rootPartition().orElseThrow().startBlock() * BlockDevice.BLOCK_BYTES);
    }

    @Test
    void diskForUefiHasAPartitionForTheLoader() throws IOException {
        byte[] loader = noise(1, 100_000);
        SystemPartition partition = BuiltDisk.systemPartition(directory, loader);
        try (EfiLoader _ = partition.loader()) {
            BuiltDisk built = new BuiltDisk(BuiltDisk.bootFile(directory, 0xee), partition, () -> List.of(kernel()));
            MemoryDevice disk = built.withRoot(BuiltDisk.program());
            built.disk().verify();
            Checks.assertSound(disk);
            assertEquals(
                    List.of(
                            PartitionContent.Kind.EFI_SYSTEM,
                            PartitionContent.Kind.TFS_VOLUME,
                            PartitionContent.Kind.TFS_VOLUME),
                    kinds(disk));
            assertEquals(BuiltDisk.contents(kernel()), BuiltDisk.contents(disk, BOOT));
        }
    }

    @Test
    void unfinishedDiskIsNotTakenForOne() throws IOException {
        BuiltDisk built = begun(kernel());
        BuiltDisk.builder("root").build(built.disk(), List.of(BuiltDisk.program()));
        assertEquals(List.of(), kinds(built.device()));
        built.disk().finish();
        assertEquals(
                List.of(PartitionContent.Kind.TFS_VOLUME, PartitionContent.Kind.TFS_VOLUME), kinds(built.device()));
    }

    /** The entries are so large that the second draft would overwrite what it still reads of the first. */
    @Test
    void bootVolumeIsWrittenAgainWhenAnEntryIsReplaced() throws IOException {
        byte[] first = noise(1, 2_000_000);
        byte[] second = noise(2, 2_000_000);
        byte[] replaced = noise(3, 1_000_000);
        BuiltDisk built = begun(
                BuiltDisk.file("kernel", replaced),
                BuiltDisk.file("z", second),
                BuiltDisk.file("a", noise(4, 10)),
                BuiltDisk.file("kernel", first));
        MemoryDevice disk = built.withRoot(BuiltDisk.program());
        Checks.assertSound(disk);
        assertEquals(1, built.drafts());
        assertEquals(
                BuiltDisk.contents(
                        BuiltDisk.file("kernel", first),
                        BuiltDisk.file("z", second),
                        BuiltDisk.file("a", noise(4, 10))),
                BuiltDisk.contents(disk, BOOT));
    }

    @Test
    void secondDraftOfTheDiskHasItsOwnBootVolume() throws IOException {
        BuiltDisk built = new BuiltDisk(BuiltDisk.bootFile(directory, 0xee), null, () -> List.of(kernel()));
        MemoryDevice disk = built.withRoot(BuiltDisk.file("program", noise(1, 1_000_000)), BuiltDisk.program());
        assertEquals(2, built.drafts());
        Checks.assertSound(disk);
        assertEquals(BuiltDisk.contents(kernel()), BuiltDisk.contents(disk, BOOT));
        assertEquals(
                BuiltDisk.contents(kernel()), VolumeContents.of(built.disk().bootVolume()));
        assertEquals(BuiltDisk.contents(BuiltDisk.program()), BuiltDisk.contents(disk, ROOT));
    }

    @Test
    void refusesAKernelThatDoesNotFit() throws IOException {
        BuiltDisk built = begun(BuiltDisk.file("kernel", noise(1, 13 << 20)));
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> built.withRoot(BuiltDisk.program()));
        assertEquals(
                "boot volume: the kernel and what comes with it do not fit into its 12582912 bytes; strip the kernel "
                        + "of its symbols or leave something out",
                refusal.getMessage());
    }

    @Test
    void refusesARootThatWouldReachBeyond2TiB() throws IOException {
        BootDisk disk = begun(kernel()).disk();
        long most = (1L << 41) - disk.rootVolumeOffset();
        disk.checkRootBytes("image", most);
        assertEquals(
                "image",
                assertThrows(FileTooLargeException.class, () -> disk.checkRootBytes("image", most + 1))
                        .getFile());
    }

    @Test
    void verificationFindsAChangedBootLoader() throws IOException {
        BuiltDisk built = begun(kernel());
        MemoryDevice disk = built.withRoot(BuiltDisk.program());
        disk.write(1000, ByteBuffer.wrap(new byte[] {1}));
        FileSystemException difference =
                assertThrows(FileSystemException.class, () -> built.disk().verify());
        assertTrue(difference.getReason().contains(" at byte "), difference::getReason);
    }

    @Test
    void diskThatWasNotBegunHasNoVolume() throws IOException {
        BootDisk disk = begun(kernel()).disk();
        assertThrows(NoSuchElementException.class, disk::bootVolume);
        assertThrows(NoSuchElementException.class, disk::finish);
    }
}
