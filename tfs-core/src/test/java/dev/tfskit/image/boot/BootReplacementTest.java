// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.EfiLoader;
import dev.tfskit.disk.Partition;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk with an old kernel beside another entry of the boot volume. */
class BootReplacementTest {

    private static final VolumeChoice ROOT = new VolumeChoice.Root();
    private static final VolumeChoice BOOT = new VolumeChoice.Boot();
    private static final int TABLE_START = 446;
    private static final int BOOT_FILE_BYTES = 2560;

    @TempDir
    private Path directory;

    private Path kernel;
    private MemoryDevice disk;
    private byte[] before;

    @BeforeEach
    void makeDisk() throws IOException {
        kernel = Files.writeString(directory.resolve("kernel.img"), "I am the new kernel");
        make(bytes("I am the old kernel"), null);
    }

    private void make(byte[] oldKernel, @Nullable SystemPartition partition) throws IOException {
        disk = new BuiltDisk(
                        BuiltDisk.bootFile(directory, 0xee),
                        partition,
                        () -> List.of(BuiltDisk.file("kernel", oldKernel), klib()))
                .withRoot(BuiltDisk.program());
        before = disk.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] noise(int seed, int count) {
        byte[] noise = new byte[count];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static TreeSource klib() {
        return BuiltDisk.file("klib", bytes("I am a klib"));
    }

    private static BootReplacement ofKernel(Path file) {
        return new BootReplacement(Optional.of(file), Optional.empty(), Optional.empty());
    }

    private static int startByte(Optional<Partition> partition) {
        return (int) (partition.orElseThrow().startBlock() * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Demands that the boot volume is sound and has the new kernel and all else, and that no other byte has changed.
     */
    private void assertKernelReplaced(byte[] content) throws IOException {
        Checks.assertSound(disk);
        SortedMap<String, String> contents = BuiltDisk.contents(disk, BOOT);
        assertEquals(BuiltDisk.contents(klib()).get("/klib"), contents.get("/klib"));
        assertEquals(List.of("/", "/kernel", "/klib"), List.copyOf(contents.keySet()));
        String expected = BuiltDisk.contents(BuiltDisk.file("kernel", content)).get("/kernel");
        assertEquals(sum(expected), sum(contents.get("/kernel")));
        byte[] after = disk.toByteArray();
        DiskImage image = DiskImage.of(disk);
        int start = startByte(image.bootPartition());
        int end = startByte(image.rootPartition());
        assertTrue(Arrays.equals(before, 0, start, after, 0, start));
        assertTrue(Arrays.equals(before, end, before.length, after, end, after.length));
    }

    /** The length and sum of a file, without its times and mode. */
    private static String sum(String described) {
        return described.replaceAll("(sum [0-9a-f]+),.*", "$1");
    }

    @Test
    void kernelIsReplacedAndNothingElse() throws IOException {
        ofKernel(kernel).applyTo(disk);
        assertKernelReplaced(Files.readAllBytes(kernel));
    }

    @Test
    void kernelIsTheFileThatALinkLeadsTo() throws IOException {
        ofKernel(Files.createSymbolicLink(directory.resolve("link"), kernel)).applyTo(disk);
        assertKernelReplaced(Files.readAllBytes(kernel));
    }

    /** Both do not fit side by side. */
    @Test
    void newKernelTakesTheBlocksOfTheOldOne() throws IOException {
        make(noise(1, 7_000_000), null);
        byte[] larger = noise(2, 8_000_000);
        ofKernel(Files.write(kernel, larger)).applyTo(disk);
        assertKernelReplaced(larger);
    }

    @Test
    void refusesAKernelThatIsTooLargeWithoutTheOldOne() throws IOException {
        try (FileChannel file = FileChannel.open(kernel, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), (13 << 20) - 1);
        }
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> ofKernel(kernel).applyTo(disk));
        assertTrue(
                refusal.getReason()
                        .matches("does not fit into the boot volume: it has 13631488 bytes, and there is room for "
                                + "[0-9]+; name a smaller kernel"),
                refusal::getReason);
        assertEquals(kernel.toString(), refusal.getFile());
    }

    @Test
    void refusesADirectoryAsKernel() {
        FileSystemException refusal = assertThrows(
                FileSystemException.class, () -> ofKernel(directory).applyTo(disk));
        assertEquals(directory + ": is a directory; a kernel is expected", refusal.getMessage());
        assertArrayEquals(before, disk.toByteArray());
    }

    @Test
    void missingKernelIsNamedAndTheOldOneStays() {
        Path missing = directory.resolve("missing");
        assertEquals(
                missing.toString(),
                assertThrows(NoSuchFileException.class, () -> ofKernel(missing).applyTo(disk))
                        .getFile());
        assertArrayEquals(before, disk.toByteArray());
    }

    @Test
    void bootFileIsReplacedAndTheTableStays() throws IOException {
        BootFile bootFile = BuiltDisk.bootFile(directory, 0xdd);
        new BootReplacement(Optional.empty(), Optional.of(bootFile), Optional.empty()).applyTo(disk);
        byte[] expected = before.clone();
        byte[] file = Files.readAllBytes(directory.resolve("boot-" + 0xdd + ".img"));
        System.arraycopy(file, 0, expected, 0, TABLE_START);
        System.arraycopy(file, 512, expected, 512, BOOT_FILE_BYTES - 512);
        assertArrayEquals(expected, disk.toByteArray());
    }

    @Test
    void loaderIsReplacedAndTheVolumesStay() throws IOException {
        try (EfiLoader _ = makeWithLoader(noise(1, 1000))) {
            SystemPartition replacement = BuiltDisk.systemPartition(directory, noise(2, 100_000));
            try (EfiLoader _ = replacement.loader()) {
                new BootReplacement(Optional.empty(), Optional.empty(), Optional.of(replacement)).applyTo(disk);
                Checks.assertSound(disk);
                MemoryDevice replaced = disk;
                make(bytes("I am the old kernel"), replacement);
                assertArrayEquals(disk.toByteArray(), replaced.toByteArray());
            }
        }
    }

    private EfiLoader makeWithLoader(byte[] loader) throws IOException {
        SystemPartition partition = BuiltDisk.systemPartition(directory, loader);
        make(bytes("I am the old kernel"), partition);
        return partition.loader();
    }

    @Test
    void nothingToReplaceLeavesTheDisk() throws IOException {
        new BootReplacement(Optional.empty(), Optional.empty(), Optional.empty()).applyTo(disk);
        assertArrayEquals(before, disk.toByteArray());
    }

    @Test
    void refusesAVolumeByItself() throws IOException {
        MemoryDevice volume = new MemoryDevice();
        BuiltDisk.builder("root").build(() -> volume, List.of(BuiltDisk.program()));
        byte[] bytes = volume.toByteArray();
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> ofKernel(kernel).applyTo(volume));
        assertTrue(refusal.getReason().startsWith("is a volume by itself"), refusal::getReason);
        assertArrayEquals(bytes, volume.toByteArray());
    }
}
