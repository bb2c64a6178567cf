// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeCountTest {

    private static Tuple tuple(int attributes) {
        Tuple tuple = new Tuple();
        for (int i = 0; i < attributes; i++) {
            tuple.set(Symbol.of("n" + i), Int.of(i));
        }
        return tuple;
    }

    @Test
    void attributesOfAllNestedTuplesCountOnce() {
        Tuple common = tuple(3);
        assertEquals(7, AttributeCount.in(VectorValue.of(List.of(common, tuple(4), common)), StepBudget.unlimited()));
        assertEquals(0, AttributeCount.in(Int.of(1), StepBudget.unlimited()));
    }

    @Test
    void countsEndWhenTheirStepsAreUsedUp() {
        StepBudget steps = new StepBudget(10);
        assertEquals(4, AttributeCount.in(tuple(4), steps));
        assertEquals(4, AttributeCount.in(tuple(4), steps));
        assertEquals(0, AttributeCount.in(tuple(4), steps));
        steps.add(8);
        // The vector takes three steps, so only the tuple that is met first has enough.
        assertEquals(3, AttributeCount.in(VectorValue.of(List.of(tuple(3), tuple(3))), steps));
    }
}
