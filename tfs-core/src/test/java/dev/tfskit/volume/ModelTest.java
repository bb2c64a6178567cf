// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume does what a simple model of a file system does, whatever is done to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {

    private static final int RUNS = 5;
    private static final int STEPS_IN_RUN = 2000;
    private static final int SMALLEST = 3073;

    private long refusedForSpace;

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1500, 4000, 12_000, 40_000})
    void volumeDoesWhatItsModelDoes(int room) throws Exception {
        Seeds.repeat(RUNS, random -> run(room, random));
    }

    @AfterAll
    void someVolumeWasFull() {
        assertTrue(refusedForSpace > 0 || System.getProperty("tfs.seed") != null, "no volume ever got full");
    }

    private void run(int room, Random random) {
        int blocks = SMALLEST + room + random.nextInt(200);
        boolean canGrow = random.nextInt(3) == 0;
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < STEPS_IN_RUN; i++) {
            steps.add(random.nextLong());
        }
        new Shrinking((tried, trace) -> {
                    ModelRun run = new ModelRun(blocks, canGrow);
                    try {
                        run.run(tried);
                        refusedForSpace += run.session().refusedForSpace();
                    } finally {
                        trace.addAll(run.session().trace());
                    }
                })
                .check(steps);
    }
}
