// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that sfdisk has partitioned. */
class GuidPartitionTableTest {

    private static final long PARTITION_OFFSET = 1 << 20;

    @TempDir
    private Path temp;

    private Path disk;

    @BeforeEach
    void partition() throws IOException, InterruptedException {
        disk = temp.resolve("disk");
        Command.shell("""
                        truncate -s 16M "$1"
                        printf 'label: gpt\\nstart=2048, size=16384, type=L\\n' | sfdisk -q "$1"
                        """, disk).run().ok();
    }

    private void assertRefused() {
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> Tfs.open(disk));
        assertTrue(refusal.getReason().contains("GUID partition table"), refusal::getMessage);
        assertThrows(FileSystemException.class, () -> Tfs.openForWriting(disk));
        assertThrows(FileSystemException.class, () -> Tfs.check(disk, _ -> {}));
    }

    @Test
    void isRecognised() {
        assertRefused();
    }

    @Test
    void isRecognisedWithoutTheProtectiveBootSector() throws IOException, InterruptedException {
        Command.shell("dd if=/dev/zero of=\"$1\" bs=512 count=1 conv=notrunc status=none", disk)
                .run()
                .ok();
        assertRefused();
    }

    @Test
    void volumeInPartitionOpensByItsOffset() throws IOException {
        Path image = temp.resolve("image");
        Tfs.create(image, 4 << 20, "inside").close();
        byte[] bytes = Files.readAllBytes(disk);
        byte[] volume = Files.readAllBytes(image);
        System.arraycopy(volume, 0, bytes, (int) PARTITION_OFFSET, volume.length);
        Files.write(disk, bytes);
        try (Volume opened = Tfs.open(disk, new VolumeChoice.AtOffset(PARTITION_OFFSET))) {
            assertEquals("inside", opened.identity().label().toString());
        }
        assertRefused();
    }
}
