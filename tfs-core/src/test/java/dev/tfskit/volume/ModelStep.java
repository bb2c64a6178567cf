// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.util.Random;

/** A step of a model test, and how often it is chosen. */
enum ModelStep {
    CREATE_FILE(9, (session, random) -> new ModelNameSteps(session, random).createFile()),
    CREATE_DIRECTORY(5, (session, random) -> new ModelNameSteps(session, random).createDirectory()),
    CREATE_LINK(2, (session, random) -> new ModelNameSteps(session, random).createSymbolicLink()),
    CREATE_SOCKET(1, (session, random) -> new ModelNameSteps(session, random).createSocket()),
    CREATE_SPECIAL_FILE(1, (session, random) -> new ModelNameSteps(session, random).createSpecialFile()),
    CREATE_UNNAMED(3, (session, random) -> new ModelNameSteps(session, random).createUnnamed()),
    LINK(4, (session, random) -> new ModelNameSteps(session, random).link()),
    UNLINK(7, (session, random) -> new ModelNameSteps(session, random).unlink()),
    REMOVE_DIRECTORY(3, (session, random) -> new ModelNameSteps(session, random).removeDirectory()),
    REMOVE_TREE(1, (session, random) -> new ModelNameSteps(session, random).removeTree()),
    RENAME(8, (session, random) -> new ModelNameSteps(session, random).rename()),
    RENAME_LEAVING_WHITEOUT(2, (session, random) -> new ModelNameSteps(session, random).renameLeavingWhiteout()),
    SET_PERMISSIONS(2, (session, random) -> new ModelAttributeSteps(session, random).setPermissions()),
    SET_MODIFIED(2, (session, random) -> new ModelAttributeSteps(session, random).setModified()),
    SET_ATTRIBUTE(4, (session, random) -> new ModelAttributeSteps(session, random).setAttribute()),
    OPEN(3, (session, random) -> new ModelContentSteps(session, random).open()),
    CLOSE(4, (session, random) -> new ModelContentSteps(session, random).close()),
    WRITE(18, (session, random) -> new ModelContentSteps(session, random).write()),
    APPEND(8, (session, random) -> new ModelContentSteps(session, random).append()),
    TRUNCATE(10, (session, random) -> new ModelContentSteps(session, random).truncate()),
    ALLOCATE(6, (session, random) -> new ModelContentSteps(session, random).allocate()),
    ZERO_RANGE(6, (session, random) -> new ModelContentSteps(session, random).zeroRange()),
    PUNCH_HOLE(6, (session, random) -> new ModelContentSteps(session, random).punchHole()),
    READ(6, (session, random) -> new ModelContentSteps(session, random).read()),
    SEEK(4, (session, random) -> new ModelContentSteps(session, random).seek()),
    SYNC(1, (session, random) -> new ModelContentSteps(session, random).sync()),
    COMMIT(2, (session, _) -> {
        session.note("commit");
        session.volume().commit();
    }),
    COMPACT(1, (session, _) -> session.note("compact " + session.volume().compact()));

    private static final int SUM = sum();

    private final int weight;
    private final Work work;

    @FunctionalInterface
    private interface Work {
        void run(ModelSession session, Random random) throws IOException;
    }

    ModelStep(int weight, Work work) {
        this.weight = weight;
        this.work = work;
    }

    private static int sum() {
        int sum = 0;
        for (ModelStep step : values()) {
            sum += step.weight;
        }
        return sum;
    }

    /** Any of them, drawn by weight. */
    static ModelStep any(Random random) {
        int left = random.nextInt(SUM);
        for (ModelStep step : values()) {
            left -= step.weight;
            if (left < 0) {
                return step;
            }
        }
        throw new IllegalStateException();
    }

    void run(ModelSession session, Random random) throws IOException {
        work.run(session, random);
    }
}
