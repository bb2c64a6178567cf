// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdleCollectionTest {

    private long requests;
    private long heap = 100;
    private int collections;

    private final IdleCollection task = new IdleCollection(() -> requests, () -> heap, () -> {
        collections++;
        heap = 120;
    });

    @Test
    void heapThatHasNotGrownIsLeftAlone() {
        task.run();
        task.run();
        assertEquals(0, collections);
    }

    @Test
    void mountInUseIsLeftAlone() {
        for (heap = 500; requests < 10; ) {
            requests++;
            task.run();
        }
        assertEquals(0, collections);
    }

    @Test
    void grownHeapIsCollectedOnceWhenRequestsCease() {
        heap = 500;
        requests = 7;
        task.run();
        for (int i = 0; i < 5; i++) {
            task.run();
        }
        assertEquals(1, collections);
        heap = 130;
        task.run();
        assertEquals(2, collections);
    }
}
