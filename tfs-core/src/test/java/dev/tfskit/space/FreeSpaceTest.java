// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeSpaceTest {

    @Test
    void givesBlocksFrontToBack() {
        FreeSpace space = new FreeSpace(10);
        assertEquals(Optional.of(new BlockRun(0, 3)), space.allocate(3));
        assertEquals(Optional.of(new BlockRun(3, 1)), space.allocate(1));
        assertEquals(Optional.of(new BlockRun(4, 6)), space.allocate(6));
        assertEquals(Optional.empty(), space.allocate(1));
    }

    @Test
    void skipsAllocatedBlocks() {
        FreeSpace space = new FreeSpace(10);
        assertTrue(space.claim(new BlockRun(2, 3)));
        assertEquals(Optional.of(new BlockRun(5, 4)), space.allocate(4));
        assertEquals(Optional.of(new BlockRun(0, 2)), space.allocate(2));
        assertEquals(Optional.of(new BlockRun(9, 1)), space.allocate(1));
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "3, 2", "5, 2", "6, 1", "2, 8", "9, 2", "10, 1", "100, 1"})
    void claimsOnlyFreeBlocks(long start, long length) {
        FreeSpace space = new FreeSpace(10);
        assertTrue(space.claim(new BlockRun(4, 3)));
        assertFalse(space.claim(new BlockRun(start, length)));
        assertTrue(space.claim(new BlockRun(0, 4)), "a claim that failed took blocks");
        assertTrue(space.claim(new BlockRun(7, 3)), "a claim that failed took blocks");
    }

    @Test
    void continuesAtTheGivenBlock() {
        FreeSpace space = new FreeSpace(100);
        space.continueAt(50);
        assertEquals(Optional.of(new BlockRun(50, 10)), space.allocate(10));
        assertEquals(Optional.of(new BlockRun(60, 10)), space.allocate(10));
    }

    @Test
    void searchContinuesBehindAllocatedBlock() {
        FreeSpace space = new FreeSpace(100);
        space.claim(new BlockRun(40, 20));
        space.continueAt(50);
        assertEquals(Optional.of(new BlockRun(60, 10)), space.allocate(10));
    }

    @Test
    void searchReturnsToTheFrontWhenTheBackIsFull() {
        FreeSpace space = new FreeSpace(100);
        space.continueAt(95);
        assertEquals(Optional.of(new BlockRun(0, 10)), space.allocate(10));
    }

    @Test
    void spaceWithoutBlocksHasNoRun() {
        FreeSpace space = new FreeSpace(0);
        assertEquals(0, space.freeRuns());
        assertEquals(Optional.empty(), space.allocateUpTo(1));
    }

    @Test
    void allocatesBehindLastAllocation() {
        FreeSpace space = new FreeSpace(10);
        space.continueAt(4);
        assertEquals(Optional.of(new BlockRun(4, 6)), space.allocateUpTo(6));
    }

    @Test
    void ofTwoEquallyLongShortRunsTheLaterIsAllocated() {
        FreeSpace space = new FreeSpace(13);
        space.claim(new BlockRun(3, 7));
        space.continueAt(5);
        assertEquals(Optional.of(new BlockRun(10, 3)), space.allocateUpTo(5));
    }

    @Test
    void ofEquallyLongRunsTheFirstIsAllocatedWhenNoneIsBehind() {
        FreeSpace space = new FreeSpace(20);
        space.claim(new BlockRun(3, 7));
        space.claim(new BlockRun(13, 7));
        space.continueAt(15);
        assertEquals(Optional.of(new BlockRun(0, 3)), space.allocateUpTo(5));
    }

    @Test
    void firstRunThatIsLongEnoughIsTaken() {
        FreeSpace space = new FreeSpace(40);
        space.claim(new BlockRun(5, 5));
        space.claim(new BlockRun(30, 10));
        space.continueAt(35);
        assertEquals(Optional.of(new BlockRun(0, 5)), space.allocateUpTo(5));
    }

    /** A search through all runs would take long on a volume that is full and in pieces. */
    @Test
    void searchForTheLongestRunReadsTheFirst256() {
        int runs = 300;
        FreeSpace space = new FreeSpace(2 * runs + 1);
        for (int i = 0; i < runs; i++) {
            space.claim(new BlockRun(2L * i + 1, 1));
        }
        space.release(new BlockRun(2 * 257 + 1, 1));
        space.continueAt(0);
        space.claim(new BlockRun(0, 1));
        assertEquals(3, space.longestFreeRun());
        assertEquals(Optional.of(new BlockRun(2, 1)), space.allocateUpTo(3), "only 256 runs are looked at");
        space.claim(new BlockRun(4, 1));
        space.claim(new BlockRun(6, 1));
        assertEquals(Optional.of(new BlockRun(2 * 257, 3)), space.allocateUpTo(3));
    }

    @Test
    void searchContinuesAtReleasedRunOfLastAllocation() {
        FreeSpace space = new FreeSpace(20);
        space.allocate(2);
        space.release(space.allocate(4).orElseThrow());
        assertEquals(Optional.of(new BlockRun(2, 3)), space.allocate(3));
    }

    @Test
    void searchIgnoresReleasedRunOfEarlierAllocation() {
        FreeSpace space = new FreeSpace(20);
        BlockRun first = space.allocate(4).orElseThrow();
        space.allocate(2);
        space.release(first);
        assertEquals(Optional.of(new BlockRun(6, 3)), space.allocate(3));
    }

    @Test
    void endOfUseIsBehindLastBlockEverTaken() {
        FreeSpace space = new FreeSpace(100);
        assertEquals(0, space.endOfUse());
        space.claim(new BlockRun(40, 20));
        assertEquals(60, space.endOfUse());
        space.allocate(3);
        assertEquals(60, space.endOfUse());
        space.allocate(38);
        assertEquals(98, space.endOfUse());
    }

    @Test
    void acceptsLargestNumberOfBlocks() {
        FreeSpace space = new FreeSpace(Long.MAX_VALUE / 512);
        assertTrue(space.claim(new BlockRun(Long.MAX_VALUE / 512 - 1, 1)));
        assertFalse(space.claim(new BlockRun(Long.MAX_VALUE - 1, 1)));
    }

    @Test
    void noBlockIsEverGivenTwice() throws Exception {
        Seeds.repeat(200, FreeSpaceTest::takeUntilFull);
    }

    private static void takeUntilFull(Random random) {
        int blocks = 1 + random.nextInt(200);
        FreeSpace space = new FreeSpace(blocks);
        BitSet taken = new BitSet(blocks);
        for (int step = 0; step < 100; step++) {
            int length = 1 + random.nextInt(20);
            switch (random.nextInt(3)) {
                case 0 -> {
                    int start = random.nextInt(blocks);
                    boolean isFree = start + length <= blocks
                            && taken.get(start, start + length).isEmpty();
                    assertEquals(isFree, space.claim(new BlockRun(start, length)));
                    if (isFree) {
                        taken.set(start, start + length);
                    }
                }
                case 1 -> {
                    Optional<BlockRun> run = space.allocate(length);
                    assertEquals(longestFree(taken, blocks) >= length, run.isPresent());
                    run.ifPresent(given -> {
                        assertEquals(length, given.length());
                        assertTrue(given.end() <= blocks);
                        assertTrue(
                                taken.get((int) given.start(), (int) given.end())
                                        .isEmpty(),
                                given::toString);
                        taken.set((int) given.start(), (int) given.end());
                    });
                }
                default -> space.continueAt(random.nextInt(blocks + 1));
            }
            assertEquals(taken.length(), space.endOfUse());
        }
    }

    @Test
    void goesOnAtTheFirstRunThatIsLongEnough() throws Exception {
        Seeds.repeat(200, random -> {
            int blocks = 1 + random.nextInt(200);
            FreeSpace space = new FreeSpace(blocks);
            BitSet taken = new BitSet(blocks);
            for (int block = 0; block < blocks; block++) {
                if (random.nextInt(6) == 0 && space.claim(new BlockRun(block, 1))) {
                    taken.set(block);
                }
            }
            int next = random.nextInt(blocks);
            int wanted = 1 + random.nextInt(12);
            space.continueAt(next);
            long behind = firstFree(taken, next, blocks, wanted);
            assertEquals(
                    behind >= 0 ? behind : firstFree(taken, 0, blocks, wanted),
                    space.allocate(wanted).map(BlockRun::start).orElse(-1L));
        });
    }

    @Test
    void allocationsAndReleasesAreCountedBlockByBlock() throws Exception {
        Seeds.repeat(200, FreeSpaceTest::takeAndRelease);
    }

    private static void takeAndRelease(Random random) {
        int blocks = 1 + random.nextInt(200);
        FreeSpace space = new FreeSpace(blocks);
        BitSet taken = new BitSet(blocks);
        for (int step = 0; step < 300; step++) {
            int start = random.nextInt(blocks);
            int wanted = 1 + random.nextInt(20);
            int longest = longestFree(taken, blocks);
            Optional<BlockRun> run = switch (random.nextInt(4)) {
                case 0 -> {
                    Optional<BlockRun> given = space.allocateUpTo(wanted);
                    assertEquals(
                            Math.min(wanted, longest),
                            given.map(BlockRun::length).orElse(0L));
                    yield given;
                }
                case 1 -> {
                    Optional<BlockRun> given = space.allocateAt(start, wanted);
                    int next = taken.nextSetBit(start);
                    assertEquals(
                            Math.min(wanted, (next < 0 ? blocks : next) - start),
                            given.map(BlockRun::length).orElse(0L));
                    assertTrue(given.isEmpty() || given.get().start() == start);
                    yield given;
                }
                case 2 -> {
                    Optional<BlockRun> given = space.allocateFirst(wanted);
                    assertEquals(
                            firstFree(taken, 0, blocks, wanted),
                            given.map(BlockRun::start).orElse(-1L));
                    assertEquals(longest >= wanted, given.isPresent());
                    yield given;
                }
                default -> {
                    if (taken.get(start)) {
                        int end = Math.min(start + wanted, taken.nextClearBit(start));
                        space.release(new BlockRun(start, end - start));
                        taken.clear(start, end);
                    }
                    yield Optional.empty();
                }
            };
            run.ifPresent(given -> {
                assertTrue(taken.get((int) given.start(), (int) given.end()).isEmpty(), given::toString);
                taken.set((int) given.start(), (int) given.end());
            });
            assertEquals(blocks - taken.cardinality(), space.freeBlocks());
            assertEquals(longestFree(taken, blocks), space.longestFreeRun());
        }
    }

    private static long firstFree(BitSet taken, int from, int blocks, int wanted) {
        for (int start = from; start + wanted <= blocks; start++) {
            if (taken.get(start, start + wanted).isEmpty()) {
                return start;
            }
        }
        return -1;
    }

    private static int longestFree(BitSet taken, int blocks) {
        int longest = 0;
        for (int start = taken.nextClearBit(0); start < blocks; start = taken.nextClearBit(start + 1)) {
            int next = taken.nextSetBit(start);
            longest = Math.max(longest, (next < 0 ? blocks : next) - start);
        }
        return longest;
    }
}
