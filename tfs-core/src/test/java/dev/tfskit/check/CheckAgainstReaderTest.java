package dev.tfskit.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Seeds;
import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the check finds no error everything can be read, and where something cannot be read it finds one. */
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

    private static void assertAgreement(final BlockDevice volume, final long logBytes) throws IOException {
        final List<Finding> findings = new ArrayList<>();
        final AllocatedBytes allocated = AllocatedBytes.start();
        final CheckReport report = new VolumeCheck(volume, findings::add).run();
        assertTrue(allocated.count() < FIXED_BYTES + BYTES_PER_LOG_BYTE * logBytes, () -> allocated.count() + " bytes allocated");
        final Optional<TfsFormatException> failure = FullRead.failure(volume);
        assertTrue(failure.isEmpty() || report.count(Severity.ERROR) > 0,
                () -> "no error, but reading fails: " + failure + "; found " + findings);
    }

    @ParameterizedTest
    @MethodSource("damagedVolumes")
    void onDamagedVolumes(final DamagedVolume volume) throws IOException {
        assertAgreement(volume.open(), 1 << 20);
    }

    @ParameterizedTest
    @MethodSource("goldenVolumes")
    void onVolumesOfOtherWriters(final String name) throws IOException {
        assertAgreement(GoldenVolumes.open(name), 2 << 20);
        assertEquals(Optional.empty(), FullRead.failure(GoldenVolumes.open(name)));
    }

    @Test
    void whenBytesOfTheLogAreChanged() throws Exception {
        final LogScrambler scrambler = new LogScrambler(SampleVolume.written().device().toByteArray());
        Seeds.repeat(2000, random -> assertAgreement(scrambler, random));
    }

    @ParameterizedTest
    @MethodSource("goldenVolumes")
    void whenBytesOfTheLogOfOtherWritersAreChanged(final String name) throws Exception {
        final LogScrambler scrambler = new LogScrambler(GoldenVolumes.open(name).toByteArray());
        // The more there is to be read, the fewer times.
        Seeds.repeat(Math.clamp(5_000_000 / scrambler.logBytes(), 10, 200), random -> assertAgreement(scrambler, random));
    }

    private static void assertAgreement(final LogScrambler scrambler, final Random random) throws IOException {
        scrambler.change(random);
        try {
            assertAgreement(scrambler.device(), scrambler.logBytes());
        } finally {
            scrambler.restore();
        }
    }

    @Test
    void whenAttributesAreChanged() throws Exception {
        Seeds.repeat(700, random -> {
            final SampleVolume sample = SampleVolume.written();
            final TupleScrambler scrambler = new TupleScrambler(sample, random);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                scrambler.change();
            }
            assertAgreement(sample.device(), 1 << 20);
        });
    }

    @Test
    void whenTheVolumeIsCut() throws Exception {
        final byte[] whole = SampleVolume.written().device().toByteArray();
        Seeds.repeat(300, random -> {
            final MemoryDevice volume = new MemoryDevice(whole.clone());
            volume.resize(random.nextInt(whole.length));
            assertAgreement(volume, 1 << 20);
        });
    }

    @Test
    void whatTheDeviceFailsToReadIsNoDamage() throws IOException {
        final SampleVolume sample = SampleVolume.written();
        for (final long block : List.of(0L, 1L, sample.endOfLog() / BLOCK)) {
            final BlockDevice volume = new BadBlocksDevice(sample.device(), Set.of(block));
            final List<Finding> findings = new ArrayList<>();
            final IOException failure = assertThrows(IOException.class, () -> new VolumeCheck(volume, findings::add).run());
            assertSame(IOException.class, failure.getClass());
            assertEquals(List.of(), findings);
            assertSame(IOException.class, assertThrows(IOException.class, () -> Volume.open(volume)).getClass());
        }
    }
}
