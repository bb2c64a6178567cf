// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.archive.Archives;
import dev.tfskit.archive.TarExport;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.TreeSource;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A volume that goes out as a tar archive and in again is the same volume, and goes out as the same archive. */
class TarRoundTripFuzzTest {

    private static final int MOST_STEPS = 200;

    static Stream<byte[]> seeds() {
        return OperationsFuzzTest.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void volumeComesBackFromItsArchive(byte[] input) throws IOException {
        ScriptedVolume script = new ScriptedVolume(new InputRandom(input));
        script.run(MOST_STEPS);
        BlockDevice original = script.copy();
        BlockDevice built = built(archive(original));
        assertEquals(VolumeContents.of(original), VolumeContents.of(built));
        byte[] archive = archive(built);
        assertArrayEquals(archive, archive(built(archive)));
    }

    private static byte[] archive(BlockDevice device) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        new TarExport(Volume.open(device), problem -> fail(problem.toString()), problem -> fail(problem.toString()))
                .to(archive);
        return archive.toByteArray();
    }

    private static BlockDevice built(byte[] archive) throws IOException {
        try (TreeSource source = Archives.open(
                new ByteArrayInputStream(archive), "archive", Excludes.NONE, notice -> fail(notice.toString()))) {
            return Images.build(List.of(source));
        }
    }
}
