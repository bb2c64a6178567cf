// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A volume does what a simple model of a file system does, whatever is done to it. */
class ModelTest {

    private static final int RUNS = 30;
    private static final int STEPS_IN_RUN = 2000;
    private static final int SMALLEST = 3073;

    private long refusedForSpace;

    @Test
    void volumeDoesWhatItsModelDoes() throws Exception {
        Seeds.repeat(RUNS, this::run);
        assertTrue(refusedForSpace > 0 || System.getProperty("tfs.seed") != null, "no volume ever got full");
    }

    private void run(Random random) {
        int[] rooms = {0, 100, 1500, 4000, 12_000, 40_000};
        int blocks = SMALLEST + rooms[random.nextInt(rooms.length)] + random.nextInt(200);
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
