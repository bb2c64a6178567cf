// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FreeRunsTest {

    @Test
    void answersAsAPlainMapWould() throws Exception {
        Seeds.repeat(50, FreeRunsTest::changeAndCompare);
    }

    /** Run {@code i} begins at block {@code 100 * i}, so that no two touch. */
    private static void changeAndCompare(Random random) {
        FreeRuns runs = new FreeRuns();
        TreeMap<Long, Long> model = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            long start = 100L * random.nextInt(60);
            long length = 1 + random.nextInt(20);
            if (!model.containsKey(start)) {
                runs.add(new BlockRun(start, length));
                model.put(start, length);
            } else if (random.nextBoolean()) {
                runs.remove(start);
                model.remove(start);
            } else {
                runs.replace(start, new BlockRun(start, length));
                model.put(start, length);
            }
            long block = random.nextInt(6200) - 100;
            long wanted = 1 + random.nextInt(22);
            assertEquals(run(model.floorEntry(block)), runs.lastUpTo(block));
            assertEquals(
                    model.tailMap(block, true).entrySet().stream()
                            .filter(each -> each.getValue() >= wanted)
                            .findFirst()
                            .map(FreeRunsTest::run)
                            .orElse(Optional.empty()),
                    runs.firstFrom(block, wanted));
            List<BlockRun> behind = new ArrayList<>();
            runs.behind(block).forEachRemaining(behind::add);
            assertEquals(
                    model.tailMap(block, false).entrySet().stream()
                            .map(each -> new BlockRun(each.getKey(), each.getValue()))
                            .toList(),
                    behind);
            assertEquals(model.size(), runs.size());
            assertEquals(model.values().stream().mapToLong(each -> each).max().orElse(0), runs.longest());
            assertHeightIsSmall(runs);
        }
    }

    private static Optional<BlockRun> run(Entry<Long, Long> entry) {
        return entry == null ? Optional.empty() : Optional.of(new BlockRun(entry.getKey(), entry.getValue()));
    }

    /** A balanced tree of {@code n} nodes is at most 1.45 times as high as a full one. */
    private static void assertHeightIsSmall(FreeRuns runs) {
        double full = Math.log(runs.size() + 2) / Math.log(2);
        assertTrue(runs.height() <= 1.45 * full, () -> runs.size() + " runs, height " + runs.height());
    }

    @Test
    void treeStaysLowInWhateverOrderRunsComeAndGo() {
        int count = 10_000;
        FreeRuns upwards = new FreeRuns();
        FreeRuns downwards = new FreeRuns();
        FreeRuns inwards = new FreeRuns();
        for (int i = 0; i < count; i++) {
            upwards.add(new BlockRun(2L * i, 1));
            downwards.add(new BlockRun(2L * (count - i), 1));
            inwards.add(new BlockRun(i % 2 == 0 ? i : 4L * count - i, 1));
        }
        assertHeightIsSmall(upwards);
        assertHeightIsSmall(downwards);
        assertHeightIsSmall(inwards);
        for (int i = 0; i < count - 10; i++) {
            upwards.remove(2L * i);
            assertHeightIsSmall(upwards);
        }
    }

    /** A search that reads the short runs one by one takes 100,000 steps for each of 100,000 runs. */
    @Test
    @Timeout(30)
    void searchDoesNotReadShortRunsInFrontOfLongOnes() {
        int count = 100_000;
        FreeRuns runs = new FreeRuns();
        for (int i = 0; i < 2 * count; i++) {
            runs.add(new BlockRun(10L * i, i < count ? 1 : 2));
        }
        for (int i = 0; i < count; i++) {
            long first = 10L * (count + i);
            assertEquals(Optional.of(new BlockRun(first, 2)), runs.firstFrom(0, 2));
            runs.replace(first, new BlockRun(first, 1));
        }
        assertEquals(Optional.empty(), runs.firstFrom(0, 2));
    }
}
