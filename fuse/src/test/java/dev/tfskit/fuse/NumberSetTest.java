// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberSetTest {

    private static final int MOST = 300;

    @Test
    void containsWhatWasAddedAndNotRemoved() throws Exception {
        Seeds.repeat(20, random -> {
            // Also numbers that do not fit into an int.
            long first = random.nextBoolean() ? 0 : random.nextLong(1L << 50);
            NumberSet numbers = new NumberSet();
            Set<Long> expected = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                long number = first + random.nextInt(MOST);
                if (random.nextBoolean()) {
                    numbers.add(number);
                    expected.add(number);
                } else {
                    numbers.remove(number);
                    expected.remove(number);
                }
            }
            for (long number = first; number < first + MOST; number++) {
                assertEquals(expected.contains(number), numbers.contains(number));
            }
        });
    }
}
