// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.cli.ToolFailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedBytesTest {

    private static final LimitedBytes TEN = new LimitedBytes(10, "text");
    private static final byte[] DIGITS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    private static byte[] readAfter(int begun, int all) throws IOException {
        return TEN.readAfter(
                Arrays.copyOf(DIGITS, begun), new ByteArrayInputStream(Arrays.copyOfRange(DIGITS, begun, all)), "name");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 10})
    void textOfTheLimitIsWholeWhereverItWasBegun(int begun) throws IOException {
        assertArrayEquals(Arrays.copyOf(DIGITS, 10), readAfter(begun, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 10, 11, 12})
    void startCountsTowardsTheLimit(int begun) {
        assertEquals(
                "name: has more than 10 bytes, the most that a text can have",
                assertThrows(ToolFailedException.class, () -> readAfter(begun, Math.max(begun, 11)))
                        .getMessage());
    }

    @Test
    void shortTextIsWhole() throws IOException {
        assertArrayEquals(Arrays.copyOf(DIGITS, 3), readAfter(2, 3));
        assertArrayEquals(new byte[0], readAfter(0, 0));
    }
}
