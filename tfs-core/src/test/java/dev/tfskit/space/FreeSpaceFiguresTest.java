// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FreeSpaceFiguresTest {

    private static void assertFigures(FreeSpace space, long blocks, int runs, long longest) {
        assertEquals(blocks, space.freeBlocks());
        assertEquals(runs, space.freeRuns());
        assertEquals(longest, space.longestFreeRun());
    }

    @Test
    void figuresFollowAllocations() {
        FreeSpace space = new FreeSpace(100);
        assertFigures(space, 100, 1, 100);
        space.claim(new BlockRun(20, 10));
        assertFigures(space, 90, 2, 70);
        space.claim(new BlockRun(0, 20));
        assertFigures(space, 70, 1, 70);
        space.claim(new BlockRun(30, 70));
        assertFigures(space, 0, 0, 0);
    }
}
