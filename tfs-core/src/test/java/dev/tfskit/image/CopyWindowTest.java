// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.io.ByteRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyWindowTest {

    private static final int MIB = CopyWindow.BYTES;

    private static List<CopyWindow> windows(long size, ByteRange... ranges) {
        List<CopyWindow> windows = new ArrayList<>();
        CopyWindow.over(List.of(ranges), size).forEach(windows::add);
        return windows;
    }

    @Test
    void lastWindowEndsAtTheEndOfTheFile() {
        assertEquals(
                List.of(new CopyWindow(0, MIB), new CopyWindow(MIB, 5)), windows(MIB + 5, new ByteRange(0, MIB + 5)));
        assertEquals(List.of(), windows(0, new ByteRange(0, 0)));
    }

    @Test
    void dataInFrontOfTheLargestPositionHasOneWindow() {
        long start = Long.MAX_VALUE / MIB * MIB;
        assertEquals(
                List.of(new CopyWindow(start, MIB - 1)),
                windows(Long.MAX_VALUE, new ByteRange(Long.MAX_VALUE - 511, Long.MAX_VALUE)));
        assertEquals(
                List.of(new CopyWindow(start - MIB, MIB), new CopyWindow(start, MIB - 1)),
                windows(
                        Long.MAX_VALUE,
                        new ByteRange(start - 1, start + 1),
                        new ByteRange(Long.MAX_VALUE - 511, Long.MAX_VALUE)));
    }

    @Test
    void rangesThatOverlapHaveEachWindowOnce() {
        assertEquals(
                List.of(
                        new CopyWindow(0, MIB),
                        new CopyWindow(MIB, MIB),
                        new CopyWindow(2L * MIB, MIB),
                        new CopyWindow(5L * MIB, MIB)),
                windows(
                        10L * MIB,
                        new ByteRange(0, 2L * MIB),
                        new ByteRange(1, 2),
                        new ByteRange(MIB, 2L * MIB + 1),
                        new ByteRange(5L * MIB + 3, 5L * MIB + 4)));
    }
}
