// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Seeds;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check finds an error when something in the volume cannot be read. */
@Tag("slow")
class CheckAgainstReaderTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final long FIXED_BYTES = 16 << 20;
    private static final long BYTES_PER_LOG_BYTE = 200;

    static List<DamagedVolume> damagedVolumes() {
        return DamagedVolumes.all();
    }

    static List<String> goldenVolumes() throws IOException {
        return GoldenVolumes.names();
    }

    private static void assertAgreement(BlockDevice volume, long logBytes) throws IOException {
        List<Finding> findings = new ArrayList<>();
        AllocatedBytes allocated = AllocatedBytes.start();
        CheckReport report = new VolumeCheck(volume, findings::add).run();
        assertTrue(
                allocated.count() < FIXED_BYTES + BYTES_PER_LOG_BYTE * logBytes,
                () -> allocated.count() + " bytes allocated");
        Optional<TfsFormatException> failure = FullRead.failure(volume);
        assertTrue(
                failure.isEmpty() || report.count(Severity.ERROR) > 0,
                () -> "no error, but reading fails: " + failure + "; found " + findings);
    }

    @ParameterizedTest
    @MethodSource("damagedVolumes")
    void checkAndReaderAgreeOnDamagedVolumes(DamagedVolume volume) throws IOException {
        assertAgreement(volume.open(), 1 << 20);
    }

    @ParameterizedTest
    @MethodSource("goldenVolumes")
    void checkAndReaderAgreeOnVolumesOfOtherWriters(String name) throws IOException {
        assertAgreement(GoldenVolumes.open(name), 2 << 20);
        assertEquals(Optional.empty(), FullRead.failure(GoldenVolumes.open(name)));
    }

    @Test
    void checkAndReaderAgreeAfterBytesOfTheLogAreChanged() throws Exception {
        LogScrambler scrambler =
                new LogScrambler(SampleVolume.written().device().toByteArray());
        Seeds.repeat(2000, random -> assertAgreement(scrambler, random));
    }

    @ParameterizedTest
    @MethodSource("goldenVolumes")
    void checkAndReaderAgreeAfterBytesOfForeignLogsAreChanged(String name) throws Exception {
        LogScrambler scrambler = new LogScrambler(GoldenVolumes.open(name).toByteArray());
        // The more there is to be read, the fewer times.
        Seeds.repeat(
                Math.clamp(5_000_000 / scrambler.logBytes(), 10, 200), random -> assertAgreement(scrambler, random));
    }

    private static void assertAgreement(LogScrambler scrambler, Random random) throws IOException {
        scrambler.change(random);
        try {
            assertAgreement(scrambler.device(), scrambler.logBytes());
        } finally {
            scrambler.restore();
        }
    }

    @Test
    void checkAndReaderAgreeAfterAttributesAreChanged() throws Exception {
        Seeds.repeat(700, random -> {
            SampleVolume sample = SampleVolume.written();
            TupleScrambler scrambler = new TupleScrambler(sample, random);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                scrambler.change();
            }
            assertAgreement(sample.device(), 1 << 20);
        });
    }

    @Test
    void checkAndReaderAgreeOnTruncatedVolumes() throws Exception {
        byte[] whole = SampleVolume.written().device().toByteArray();
        Seeds.repeat(300, random -> {
            MemoryDevice volume = new MemoryDevice(whole.clone());
            volume.resize(random.nextInt(whole.length));
            assertAgreement(volume, 1 << 20);
        });
    }

    @Test
    void readErrorsOfTheDeviceAreNotFindings() throws IOException {
        SampleVolume sample = SampleVolume.written();
        for (long block : List.of(0L, 1L, sample.endOfLog() / BLOCK)) {
            BlockDevice volume = new BadBlocksDevice(sample.device(), Set.of(block));
            List<Finding> findings = new ArrayList<>();
            IOException failure = assertThrows(IOException.class, () -> new VolumeCheck(volume, findings::add).run());
            assertSame(IOException.class, failure.getClass());
            assertEquals(List.of(), findings);
            assertSame(
                    IOException.class,
                    assertThrows(IOException.class, () -> Volume.open(volume)).getClass());
        }
    }
}
