// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAtTest {

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void stateAfterLastRecordEqualsTheVolume(String name) throws IOException {
        BlockDevice device = GoldenVolumes.open(name);
        Volume last = Volume.openAt(device, Replay.of(device).records() - 1);
        assertEquals(new VolumeDescription(Volume.open(device)).describe(), new VolumeDescription(last).describe());
    }

    /** A directory is made in each commit. */
    private static MemoryDevice volumeOf(int directories) throws IOException {
        MemoryDevice device = new MemoryDevice();
        VolumeBuilder volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("")));
        volume.commit();
        for (int i = 0; i < directories; i++) {
            volume.root().createDirectory(Symbol.of("d" + i));
            volume.commit();
        }
        Checks.assertCommitsSound(volume, device);
        return device;
    }

    @Test
    void eachEarlierStateCanBeOpened() throws IOException {
        BlockDevice device = volumeOf(20);
        for (int record = 0; record <= 20; record++) {
            assertEquals(record, Volume.openAt(device, record).root().entries().size());
        }
    }

    @Test
    void refusesRecordThatDoesNotExist() throws IOException {
        BlockDevice device = volumeOf(3);
        FileSystemException refusal = assertThrows(FileSystemException.class, () -> Volume.openAt(device, 4));
        assertTrue(
                refusal.getReason().contains("there is no record 4; the last one of the log is 3"), refusal::getReason);
        assertThrows(IllegalArgumentException.class, () -> Volume.openAt(device, -1));
    }

    @Test
    void damageBehindTheRecordDoesNotMatter() throws IOException {
        BlockDevice device = volumeOf(3);
        long end = Replay.ofFirst(device, 3).endOffset();
        device.write(end, ByteBuffer.wrap(new byte[] {9}));
        assertThrows(TfsFormatException.class, () -> Volume.open(device));
        assertEquals(2, Volume.openAt(device, 2).root().entries().size());
        assertThrows(TfsFormatException.class, () -> Volume.openAt(device, 3));
    }

    @Test
    void refusesChangeOfEarlierState() throws IOException {
        Volume past = Volume.openAt(volumeOf(1), 0);
        assertThrows(ReadOnlyFileSystemException.class, () -> past.root().createDirectory(Symbol.of("x")));
        assertThrows(ReadOnlyFileSystemException.class, () -> past.root().setAttribute(Symbol.of("x"), Text.of("x")));
    }
}
