// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that lz4 has compressed open like any other. */
class CompressedImageTest {

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void goldenVolumeReadsTheSameFromCompressedImage(String name) throws IOException {
        byte[] expected = GoldenVolumes.open(name).toByteArray();
        DiskImage image = DiskImage.open(Path.of("..", "testdata", "golden", name + ".img.lz4"));
        try (BlockDevice device = image.rootVolume()) {
            assertEquals(expected.length, device.size());
            ByteBuffer bytes = ByteBuffer.allocate(expected.length);
            device.read(0, bytes);
            assertArrayEquals(expected, bytes.array());
            int entries = GoldenVolumes.expected(name).get("entries").size();
            assertEquals(entries == 0, Volume.open(device).root().entries().isEmpty());
        }
    }
}
