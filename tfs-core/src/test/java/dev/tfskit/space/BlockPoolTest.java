// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.space.BlockPool.Quarantine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks of a pool have one owner at a time, and none is ever lost. */
class BlockPoolTest {

    private static final int LOG_RUN = 8;
    private static final int STEPS = 400;

    private final BitSet taken = new BitSet();
    private final List<BlockRun> owned = new ArrayList<>();

    @Test
    void blocksHaveOneOwnerAndNoneIsLost() throws Exception {
        Seeds.repeat(200, this::run);
    }

    private void run(Random random) throws IOException {
        taken.clear();
        owned.clear();
        int blocks = 20 + random.nextInt(400);
        BlockPool pool = new BlockPool(blocks, new FreeSpace(blocks), Growth.NONE, LOG_RUN);
        Object[] files = {new Object(), new Object(), new Object()};
        Deque<Quarantine> landing = new ArrayDeque<>();
        for (int i = 0; i < STEPS; i++) {
            Object file = files[random.nextInt(files.length)];
            int wanted = 1 + random.nextInt(20);
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    long behind = owned.isEmpty() ? -1 : owned.getLast().end();
                    boolean isAnyFree = pool.freeBlocks() > 0;
                    boolean isAnyWaiting = pool.hasWaiting();
                    Optional<BlockRun> run = pool.allocate(file, behind, wanted, random.nextInt(3) * 10L);
                    assertTrue(
                            isAnyWaiting || isAnyFree == run.isPresent(),
                            "blocks that are held ready are there for all");
                    run.ifPresent(given -> assertTrue(given.length() <= wanted, given::toString));
                    run.ifPresent(this::take);
                }
                case 3 -> pool.allocate(wanted).ifPresent(this::take);
                case 4 -> pool.stopGrowing(file);
                case 5 -> removeAny(random).ifPresent(pool::release);
                case 6, 7 -> removeAny(random).ifPresent(pool::free);
                case 8 -> landing.add(pool.freeze());
                default -> {
                    if (random.nextBoolean()) {
                        pool.keepLogRuns(random.nextInt(3));
                    } else {
                        (random.nextBoolean() ? pool.takeLogRun() : pool.takeSpareLogRun(random.nextInt(3)))
                                .ifPresent(this::take);
                    }
                    if (!landing.isEmpty()) {
                        pool.release(landing.remove());
                    }
                }
            }
            assertEquals(
                    blocks,
                    taken.cardinality() + pool.freeBlocks() + (long) LOG_RUN * pool.logRuns(),
                    "blocks are lost");
        }
    }

    private void take(BlockRun run) {
        assertTrue(taken.get((int) run.start(), (int) run.end()).isEmpty(), () -> run + " has another owner");
        taken.set((int) run.start(), (int) run.end());
        owned.add(run);
    }

    private Optional<BlockRun> removeAny(Random random) {
        if (owned.isEmpty()) {
            return Optional.empty();
        }
        BlockRun run = owned.remove(random.nextInt(owned.size()));
        taken.clear((int) run.start(), (int) run.end());
        return Optional.of(run);
    }

    @Test
    void freedBlocksWaitForTheirCommit() {
        BlockPool pool = new BlockPool(10, new FreeSpace(10), Growth.NONE, LOG_RUN);
        BlockRun all = pool.allocate(10).orElseThrow();
        pool.free(all);
        Quarantine first = pool.freeze();
        assertEquals(Optional.empty(), pool.allocate(1));
        pool.release(pool.freeze());
        assertEquals(Optional.empty(), pool.allocate(1));
        pool.release(first);
        assertEquals(Optional.of(all), pool.allocate(10));
    }

    @Test
    void fileGetsTheBlocksHeldForIt() {
        BlockPool pool = new BlockPool(100, new FreeSpace(100), Growth.NONE, LOG_RUN);
        Object file = new Object();
        BlockRun first = pool.allocate(file, -1, 4, 10).orElseThrow();
        BlockRun other = pool.allocate(new Object(), -1, 4, 0).orElseThrow();
        assertEquals(Optional.of(new BlockRun(first.end(), 4)), pool.allocate(file, first.end(), 4, 0));
        assertFalse(other.start() < first.end() + 10);
    }

    @Test
    void heldBlocksAreThereForARunThatFitsNowhereElse() {
        BlockPool pool = new BlockPool(20, new FreeSpace(20), Growth.NONE, LOG_RUN);
        assertEquals(Optional.of(new BlockRun(0, 2)), pool.allocate(new Object(), -1, 2, 10));
        assertEquals(Optional.of(new BlockRun(2, 18)), pool.allocate(18));
        assertEquals(Optional.empty(), pool.allocate(1));
    }

    @Test
    void heldBlocksElsewhereThanBehindTheFileAreGivenBack() {
        BlockPool pool = new BlockPool(20, new FreeSpace(20), Growth.NONE, LOG_RUN);
        Object file = new Object();
        assertEquals(Optional.of(new BlockRun(0, 2)), pool.allocate(file, -1, 2, 6));
        assertEquals(Optional.of(new BlockRun(15, 2)), pool.allocate(file, 15, 2, 0));
        assertEquals(Optional.of(new BlockRun(2, 13)), pool.allocate(13));
    }

    @Test
    void commitFreesWaitingBlocks() {
        BlockPool pool = new BlockPool(10, new FreeSpace(10), Growth.NONE, LOG_RUN);
        BlockRun run = pool.allocate(4).orElseThrow();
        assertFalse(pool.hasWaiting());
        pool.free(run);
        assertTrue(pool.hasWaiting());
        pool.release(pool.freeze());
        assertFalse(pool.hasWaiting());
    }

    @Test
    void freedBlocksGoToRequestedLogRunFirst() {
        BlockPool pool = new BlockPool(LOG_RUN, new FreeSpace(LOG_RUN), Growth.NONE, LOG_RUN);
        BlockRun all = pool.allocate(LOG_RUN).orElseThrow();
        pool.free(all);
        pool.release(pool.freeze());
        assertEquals(0, pool.logRuns(), "no run was requested yet");
        pool.allocate(LOG_RUN).orElseThrow();
        assertFalse(pool.keepLogRuns(1));
        pool.free(all);
        pool.release(pool.freeze());
        assertEquals(1, pool.logRuns());
        assertEquals(0, pool.freeBlocks());
    }

    @Test
    void logGrowsIntoAddedBlocks() throws IOException {
        BlockPool pool = new BlockPool(
                10, new FreeSpace(10), blocks -> Optional.of(new BlockRun(10, Math.toIntExact(blocks))), LOG_RUN);
        pool.allocate(10).orElseThrow();
        assertEquals(10, pool.blocks());
        assertEquals(10, pool.endOfUse());
        assertTrue(pool.growLogRun());
        assertEquals(10 + LOG_RUN, pool.blocks());
        assertEquals(1, pool.logRuns());
        assertEquals(0, pool.freeBlocks());
        pool.releaseLogRuns(1);
        assertEquals(1, pool.logRuns());
        pool.releaseLogRuns(0);
        assertEquals(0, pool.logRuns());
        assertEquals(LOG_RUN, pool.freeBlocks());
    }

    @Test
    void volumeOfFixedSizeAddsNoRunForLog() throws IOException {
        BlockPool pool = new BlockPool(20, new FreeSpace(20), Growth.NONE, LOG_RUN);
        assertFalse(pool.growLogRun());
        assertEquals(0, pool.logRuns());
        assertEquals(20, pool.blocks());
    }

    @Test
    void heldBlocksStayWhenTheyMakeNoLogRun() {
        BlockPool pool = new BlockPool(20, new FreeSpace(20), Growth.NONE, LOG_RUN);
        Object file = new Object();
        assertEquals(Optional.of(new BlockRun(0, 2)), pool.allocate(file, -1, 2, 4));
        assertEquals(Optional.of(new BlockRun(6, 12)), pool.allocate(12));
        assertFalse(pool.keepLogRuns(1));
        assertEquals(Optional.of(new BlockRun(18, 2)), pool.allocate(new Object(), -1, 3, 0));
        assertEquals(Optional.of(new BlockRun(2, 3)), pool.allocate(file, 2, 3, 0));
    }

    @Test
    void heldBlocksBecomeALogRun() {
        BlockPool pool = new BlockPool(20, new FreeSpace(20), Growth.NONE, LOG_RUN);
        assertEquals(Optional.of(new BlockRun(0, 2)), pool.allocate(new Object(), -1, 2, LOG_RUN));
        assertEquals(Optional.of(new BlockRun(10, 10)), pool.allocate(10));
        assertTrue(pool.keepLogRuns(1));
        assertEquals(Optional.of(new BlockRun(2, LOG_RUN)), pool.takeLogRun());
    }

    @Test
    void refusesToFreeBlockTwice() {
        FreeSpace space = new FreeSpace(10);
        space.claim(new BlockRun(2, 6));
        space.release(new BlockRun(3, 2));
        for (BlockRun run : List.of(
                new BlockRun(3, 1), new BlockRun(2, 2), new BlockRun(4, 3), new BlockRun(2, 6), new BlockRun(0, 1))) {
            assertThrows(IllegalStateException.class, () -> space.release(run), run::toString);
        }
        space.release(new BlockRun(2, 1));
        space.release(new BlockRun(5, 3));
        assertEquals(1, space.freeRuns());
        assertEquals(10, space.freeBlocks());
    }
}
