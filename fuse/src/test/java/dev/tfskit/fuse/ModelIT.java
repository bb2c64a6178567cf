// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.Seeds;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mount does what the model of a file system does, whatever programs do there, and does not forget it. */
@Timeout(value = FullForm.LIMIT_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelIT extends OnMount {

    private static final int STEPS = FullForm.or(100_000, 1000);
    private static final int MOUNTS = FullForm.or(20, 4);
    private static final int THREADS = 4;

    @Override
    long imageBytes() {
        return 4L << 30;
    }

    @Test
    void mountDoesWhatItsModelDoes() throws Exception {
        Seeds.repeat(1, random -> run(random, 1));
    }

    @Test
    void concurrentProcessesDoNotAffectEachOther() throws Exception {
        Seeds.repeat(1, random -> run(random, THREADS));
    }

    private void run(Random random, int count) throws Exception {
        List<MountedModel> models = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            models.add(new MountedModel(Files.createDirectory(mount.root().resolve("top" + i))));
        }
        for (int i = 0; i < MOUNTS; i++) {
            work(models, random);
            for (MountedModel model : models) {
                model.closeAll();
            }
            remount();
            for (MountedModel model : models) {
                model.forgetStatusChanges();
                new MountedComparison(model).compare();
            }
        }
    }

    private static void work(List<MountedModel> models, Random random) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(models.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (MountedModel model : models) {
                MountedSteps steps = new MountedSteps(model, new Random(random.nextLong()));
                running.add(threads.submit(() -> {
                    steps.take(STEPS / MOUNTS / models.size());
                    return true;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }
}
