// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other programs check and read the FAT file systems of this library. */
class FatProgramsTest {

    private static final int BLOCKS = 67_584;
    private static final int START = 13;

    @TempDir
    private Path directory;

    @BeforeEach
    void checkedProgramsAreInstalled() {
        HostProgram.assumeInstalled(HostProgram.FSCK_FAT, HostProgram.MDIR, HostProgram.MCOPY);
    }

    private static FileDevice sized(Path file, long blocks) throws IOException {
        FileDevice device = FileDevice.openForWriting(Files.createFile(file));
        device.resize(blocks * 512);
        return device;
    }

    @ParameterizedTest
    @CsvSource({
        "1, bootx64.efi, 4",
        "511, bootaa64.efi, 4",
        "512, bootx64.efi, 4",
        "513, bootriscv64.efi, 5",
        "100000, bootx64.efi, 199",
        "34052608, bootaa64.efi, 66512"
    })
    void otherProgramsFindNoFaultAndReadTheFile(int bytes, String name, int usedClusters) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        FatVolume volume = new FatVolume(START, BLOCKS, 0xcafe_0001, Instant.parse("2026-10-17T18:19:21Z"));
        List<String> path = List.of("EFI", "Boot", name);
        Path alone = directory.resolve("fat");
        try (FileDevice device = sized(alone, BLOCKS)) {
            volume.write(device, path, new MemoryDevice(content));
        }
        Path disk = directory.resolve("disk");
        try (FileDevice device = sized(disk, START + BLOCKS)) {
            volume.write(new DeviceSlice(device, START * 512, BLOCKS * 512L), path, new MemoryDevice(content));
        }

        List<String> lines = HostProgram.FSCK_FAT.run("-n", alone).lines().toList();
        assertEquals(2, lines.size(), lines::toString);
        assertEquals(alone + ": 3 files, " + usedClusters + "/66512 clusters", lines.getLast());

        String inDisk = disk + "@@" + START * 512;
        assertEquals(
                List.of("::/EFI/Boot/" + name),
                HostProgram.MDIR.run("-b", "-i", inDisk, "::/EFI/Boot").lines().toList());
        String listing = HostProgram.MDIR.run("-i", inDisk, "::/EFI/Boot");
        assertTrue(listing.contains("Volume Serial Number is CAFE-0001"), listing);
        assertTrue(listing.contains("2026-10-17  18:19"), listing);
        Path copy = directory.resolve("copy");
        HostProgram.MCOPY.run("-n", "-i", inDisk, "::/efi/BOOT/" + name, copy);
        assertArrayEquals(content, Files.readAllBytes(copy));
    }
}
