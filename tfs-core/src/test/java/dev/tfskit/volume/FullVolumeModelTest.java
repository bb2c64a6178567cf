// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.io.IoConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a full volume, an operation that finds no room has changed nothing: after each refusal the bytes and attributes of
 * all inodes are compared with a model. A write may end early, and says so.
 */
@Tag("slow")
class FullVolumeModelTest {

    private static final int RUNS = 6;
    private static final int STEPS_IN_RUN = 500;
    private static final int SMALLEST = 3073;

    private long refused;

    /** What a volume has no room for. */
    private enum Lack {
        BLOCKS(ModelFilling::fillBlocks),
        LOG(ModelFilling::fillLog),
        BOTH(filling -> {
            filling.fillBlocks();
            filling.fillLog();
        });

        private final IoConsumer<ModelFilling> filling;

        Lack(IoConsumer<ModelFilling> filling) {
            this.filling = filling;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusedOperationChangesNothing(Lack lack) throws Exception {
        Seeds.repeat(RUNS, random -> run(lack, random));
        assertTrue(refused > 0, "the volume never got full");
    }

    private void run(Lack lack, Random random) {
        int blocks = SMALLEST + 1000 + random.nextInt(3000);
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < STEPS_IN_RUN; i++) {
            steps.add(random.nextLong());
        }
        new Shrinking((tried, trace) -> {
                    ModelRun run = new ModelRun(blocks, false);
                    try {
                        run.fillingUp(session -> lack.filling.accept(new ModelFilling(session)))
                                .run(tried);
                        refused += run.session().refusedForSpace();
                    } finally {
                        trace.addAll(run.session().trace());
                    }
                })
                .check(steps);
    }
}
