// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.check.Checks;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.history.HistoryAgreement;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is done to a volume: its history leads to its tree, and a comparison finds a difference where there is one.
 */
class OperationsFuzzTest {

    /** Each state of the past is compared, so the time goes with the square of the steps. */
    private static final int MOST_STEPS = 60;

    static Stream<byte[]> seeds() {
        return Stream.of(200, 600, 2000).map(length -> {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            return bytes;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void historyAndComparisonReportTheOperations(byte[] input) throws IOException {
        ScriptedVolume script = new ScriptedVolume(new InputRandom(input));
        script.runWithCommits(MOST_STEPS);
        BlockDevice first = script.copy();
        HistoryAgreement.assertFollowsTree(first);
        script.run(MOST_STEPS);
        BlockDevice second = script.copy();
        Checks.assertReadable(second);
        // Renames of one commit that depend on each other are not always listed in an order that works.
        Views.show(second);
        List<Difference> differences = differences(first, second);
        assertEquals(
                VolumeContents.of(first).equals(VolumeContents.of(second)),
                differences.isEmpty(),
                () -> "differences: " + differences);
        assertEquals(List.of(), differences(second, second));
    }

    private static List<Difference> differences(BlockDevice first, BlockDevice second) throws IOException {
        List<Difference> differences = new ArrayList<>();
        Comparison comparison = new Comparison(Volume.open(first), Volume.open(second));
        while (comparison.hasNext()) {
            differences.add(comparison.next());
        }
        return differences;
    }
}
