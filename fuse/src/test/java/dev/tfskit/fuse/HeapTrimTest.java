// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapTrimTest {

    private static final long MB = 1L << 20;
    private static final int IDLE_RUNS = 3;

    private long requests;
    private long heap = 100 * MB;
    private int collections;

    private final HeapTrim task = new HeapTrim(
            () -> requests,
            () -> heap,
            () -> {
                collections++;
                heap = 120 * MB;
            },
            IDLE_RUNS);

    @Test
    void heapThatHasNotGrownIsLeftAlone() {
        run(2 * IDLE_RUNS);
        assertEquals(0, collections);
    }

    @Test
    void heapInUseMayGrowByHalf() {
        runInUse(181 * MB);
        assertEquals(0, collections);
        runInUse(183 * MB);
        assertEquals(1, collections);
        // It was 120 MB large after that.
        runInUse(211 * MB);
        assertEquals(1, collections);
        runInUse(213 * MB);
        assertEquals(2, collections);
    }

    @Test
    void grownHeapIsCollectedOnceWhenRequestsCease() {
        runInUse(150 * MB);
        run(IDLE_RUNS - 1);
        assertEquals(0, collections);
        run(IDLE_RUNS);
        assertEquals(1, collections);
        heap = 130 * MB;
        run(1);
        assertEquals(2, collections);
    }

    private void runInUse(long bytes) {
        heap = bytes;
        requests++;
        task.run();
    }

    private void run(int times) {
        for (int i = 0; i < times; i++) {
            task.run();
        }
    }
}
