// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroRunsTest {

    private static final int BLOCK = 512;
    private static final int START = 3 * BLOCK;

    /** A stretch of one block for each letter: 0 for zeros, x for data. There is data on both sides of it. */
    private static List<ZeroRuns.Kept> find(String blocks) {
        return ZeroRuns.find(buffer(blocks, 0), START, blocks.length());
    }

    /** In a block with data only one byte is not zero, at this place in it. */
    private static ByteBuffer buffer(String blocks, int dataAt) {
        ByteBuffer buffer = ByteBuffer.allocate(START + (blocks.length() + 9) * BLOCK);
        for (int i = 0; i < buffer.capacity(); i++) {
            if (i < START || i >= START + blocks.length() * BLOCK) {
                buffer.put(i, (byte) 1);
            }
        }
        for (int i = 0; i < blocks.length(); i++) {
            if (blocks.charAt(i) == 'x') {
                buffer.put(START + i * BLOCK + dataAt, (byte) 0x80);
            }
        }
        return buffer;
    }

    /** What should be kept: all but runs of at least eight blocks of zeros, or a stretch that has nothing else. */
    private static List<ZeroRuns.Kept> expected(String blocks) {
        boolean[] dropped = new boolean[blocks.length() + 1];
        for (int from = 0; from < blocks.length(); from++) {
            int to = from;
            while (to < blocks.length() && blocks.charAt(to) == '0') {
                to++;
            }
            if (to - from >= 8 || to - from == blocks.length()) {
                Arrays.fill(dropped, from, to, true);
            }
        }
        dropped[blocks.length()] = true;
        List<ZeroRuns.Kept> kept = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= blocks.length(); i++) {
            if (dropped[i]) {
                if (start < i) {
                    kept.add(new ZeroRuns.Kept(start, i));
                }
                start = i + 1;
            }
        }
        return kept;
    }

    @ParameterizedTest
    @CsvSource({
        "x,                             0-1",
        "0,                             ''",
        "0000000,                       ''",
        "00000000,                      ''",
        "0000000x,                      0-8",
        "00000000x,                     8-9",
        "x0000000,                      0-8",
        "x00000000,                     0-1",
        "xx0000000xx,                   0-11",
        "xx00000000xx,                  0-2 10-12",
        "0000000000000000x00000000,     16-17",
        "x0000000x0000000x0000000,      0-24",
        "x00000000x0000000x000000000,   0-1 9-18"
    })
    void dropsRunsOfEightBlocksAndStretchesOfZeros(String blocks, String expected) {
        List<String> kept =
                find(blocks).stream().map(run -> run.start() + "-" + run.end()).toList();
        assertEquals(expected, String.join(" ", kept));
    }

    @Test
    void everyPatternOfUpToTenBlocksIsCutExactly() {
        for (int length = 0; length <= 10; length++) {
            for (int bits = 0; bits < 1 << length; bits++) {
                String digits = Integer.toBinaryString(bits | 1 << length).substring(1);
                String blocks = digits.replace('1', 'x');
                assertEquals(expected(blocks), find(blocks), blocks);
            }
        }
    }

    @Test
    void longerPatternsAreCutByTheSameRule() throws Exception {
        Seeds.repeat(500, random -> {
            StringBuilder blocks = new StringBuilder();
            while (blocks.length() < 100) {
                blocks.append((random.nextBoolean() ? "0" : "x").repeat(1 + random.nextInt(random.nextInt(20) + 1)));
            }
            assertEquals(expected(blocks.toString()), find(blocks.toString()), blocks::toString);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 255, 504, 510, 511})
    void oneByteMakesABlockOfData(int at) {
        String blocks = "0000000000x0000000000";
        assertEquals(List.of(new ZeroRuns.Kept(10, 11)), ZeroRuns.find(buffer(blocks, at), START, blocks.length()));
    }
}
