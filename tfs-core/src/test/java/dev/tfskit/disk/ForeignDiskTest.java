// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that sfdisk has partitioned for other systems. */
class ForeignDiskTest {

    private static final String NO_VOLUME = "is a disk without a TFS volume; it has ";
    private static final String CHOICE = "; name another image, or choose the partition or the offset of a volume";

    @TempDir
    private Path temp;

    private Path disk(String partitions) throws IOException, InterruptedException {
        Path disk = temp.resolve("disk");
        Command.shell("truncate -s 16M \"$1\"; printf '" + partitions + "' | sfdisk -q \"$1\"", disk)
                .run()
                .ok();
        return disk;
    }

    private static void assertRefused(String reason, Path disk) {
        assertEquals(
                reason,
                assertThrows(FileSystemException.class, () -> Tfs.open(disk)).getReason());
        assertEquals(
                reason,
                assertThrows(FileSystemException.class, () -> Tfs.openForWriting(disk))
                        .getReason());
        assertEquals(
                reason,
                assertThrows(FileSystemException.class, () -> Tfs.check(disk, _ -> {}))
                        .getReason());
    }

    @Test
    void diskOfOnePartitionIsRefusedWithItsType() throws IOException, InterruptedException {
        assertRefused(NO_VOLUME + "partition 0 (type 0x07, 2048 blocks)" + CHOICE, disk("label: dos\\n2048,2048,7\\n"));
    }

    @Test
    void diskOfSeveralPartitionsIsRefusedWithTheirTypes() throws IOException, InterruptedException {
        assertRefused(
                NO_VOLUME
                        + "partition 0 (an EFI system partition), partition 1 (type 0x83, 2048 blocks), "
                        + "partition 2 (type 0x82, 8 blocks)" + CHOICE,
                disk("label: dos\\n2048,2048,ef\\n4096,2048,83\\n6144,8,82\\n"));
    }

    @Test
    void volumeThatIsNoRootIsNamedAndOpensByItsPartition() throws IOException, InterruptedException {
        Path disk = disk("label: dos\\n2048,16384,83\\n");
        Path image = temp.resolve("image");
        Tfs.create(image, 4 << 20, "inside").close();
        byte[] bytes = Files.readAllBytes(disk);
        byte[] volume = Files.readAllBytes(image);
        System.arraycopy(volume, 0, bytes, 1 << 20, volume.length);
        Files.write(disk, bytes);
        assertRefused(
                "is a disk without a partition for the root volume; it has partition 0 (a TFS volume); "
                        + "choose one of them",
                disk);
        try (Volume opened = Tfs.open(disk, new VolumeChoice.InPartition(0))) {
            assertEquals("inside", opened.identity().label().toString());
        }
    }
}
