// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeepEqualityTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");
    private static final Symbol IGNORED = Symbol.of("ignored");

    private final DeepEquality equality = new DeepEquality(IGNORED::equals);

    private static Tuple tuple(Symbol name, Value value) {
        Tuple tuple = new Tuple();
        tuple.set(name, value);
        return tuple;
    }

    private void assertSame(boolean expected, Value first, Value second) {
        assertEquals(expected, equality.test(first, second));
        assertEquals(expected, equality.test(second, first));
        assertEquals(expected, equality.test(first, second), "asked again");
    }

    @Test
    void scalars() {
        assertSame(true, Text.of("x"), Text.of("x"));
        assertSame(false, Text.of("1"), Int.of(1));
        assertSame(false, Text.of(""), Flag.PRESENT);
        assertSame(false, new Tuple(), Text.of(""));
    }

    @Test
    void tuplesHaveNoOrderAndVectorsHave() {
        Tuple first = tuple(A, Int.of(1));
        first.set(B, Int.of(2));
        Tuple second = tuple(B, Int.of(2));
        second.set(A, Int.of(1));
        assertSame(true, first, second);
        assertSame(false, VectorValue.of(List.of(Int.of(1), Int.of(2))), VectorValue.of(List.of(Int.of(2), Int.of(1))));
        assertSame(false, new Tuple(), new VectorValue());
    }

    @Test
    void everyMemberCounts() {
        assertSame(false, tuple(A, Int.of(1)), tuple(B, Int.of(1)));
        assertSame(false, tuple(A, Int.of(1)), new Tuple());
        assertSame(false, VectorValue.of(List.of(Int.of(1))), new VectorValue());
        assertSame(false, tuple(A, tuple(A, Int.of(1))), tuple(A, tuple(A, Int.of(2))));
    }

    @Test
    void ignoredAttributesDoNotCount() {
        assertSame(true, tuple(IGNORED, Int.of(1)), new Tuple());
        assertSame(true, tuple(A, tuple(IGNORED, Int.of(1))), tuple(A, tuple(IGNORED, Int.of(2))));
    }

    /** A circle of one and a circle of two look the same from inside. */
    @Test
    void cyclesAreCompared() {
        Tuple one = new Tuple();
        one.set(A, one);
        Tuple two = new Tuple();
        two.set(A, tuple(A, two));
        assertSame(true, one, two);
        Tuple other = new Tuple();
        other.set(A, tuple(A, other));
        other.tuple(A).orElseThrow().set(B, Int.of(1));
        assertSame(false, one, other);
        assertSame(false, two, other);
    }

    /** What was assumed on the way to a no must not be believed later. */
    @Test
    void inequalityLeavesNoAssumptionBehind() {
        Tuple left = tuple(A, Int.of(1));
        Tuple right = tuple(A, Int.of(2));
        assertSame(false, VectorValue.of(List.of(left, Int.of(1))), VectorValue.of(List.of(right, Int.of(2))));
        assertSame(false, left, right);
    }

    @Test
    void sharingMakesNoDifferenceAndCostsNothing() {
        Value left = Int.of(1);
        Value right = Int.of(1);
        for (int i = 0; i < 200; i++) {
            left = VectorValue.of(List.of(left, left));
            right = VectorValue.of(List.of(right, right));
        }
        assertSame(true, left, right);
    }

    @Test
    void comparisonsEndWhenTheirStepsAreUsedUp() {
        Tuple left = tuple(A, tuple(A, Int.of(1)));
        Tuple right = tuple(A, tuple(A, Int.of(1)));
        StepBudget steps = new StepBudget(7);
        assertTrue(DeepEquality.areEqual(left, right, steps));
        assertFalse(DeepEquality.areEqual(left, right, steps));
        assertTrue(DeepEquality.areEqual(Int.of(1), Int.of(1), steps));
        steps.add(4);
        assertTrue(DeepEquality.areEqual(left, right, steps));
    }

    @Test
    void valuesOfAnyDepthAreCompared() {
        Value left = Int.of(1);
        Value right = Int.of(2);
        for (int i = 0; i < 100_000; i++) {
            left = tuple(A, left);
            right = tuple(A, right);
        }
        assertSame(false, left, right);
    }

    /** Many wrappers of two large values: each is looked at once and not once for each wrapper. */
    @Test
    void knownPairsAreNotComparedAgain() {
        List<Value> equal = new ArrayList<>();
        List<Value> different = new ArrayList<>();
        List<Value> large = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            large.add(tuple(A, Int.of(i)));
        }
        VectorValue first = VectorValue.of(large);
        VectorValue second = (VectorValue) new DeepCopy().of(first);
        VectorValue third = (VectorValue) new DeepCopy().of(first);
        third.set(19_999, tuple(B, Int.of(1)));
        for (int i = 0; i < 20_000; i++) {
            equal.add(tuple(A, second));
            different.add(tuple(A, third));
        }
        for (int i = 0; i < 20_000; i++) {
            assertTrue(equality.test(tuple(A, first), equal.get(i)));
            assertFalse(equality.test(tuple(A, first), different.get(i)));
        }
    }

    /** Many different wrappers of two large equal tuples, which are compared before the difference is found. */
    @Test
    @Timeout(30)
    void equalPartsOfDifferentValuesAreNotComparedAgain() {
        int many = 50_000;
        Tuple first = new Tuple();
        for (int i = 0; i < many; i++) {
            first.set(Symbol.of("n" + i), Int.of(i));
        }
        Tuple second = (Tuple) new DeepCopy().of(first);
        for (int i = 0; i < many; i++) {
            Tuple left = tuple(A, first);
            left.set(B, tuple(A, Int.of(1)));
            Tuple right = tuple(A, second);
            right.set(B, tuple(A, Int.of(2)));
            assertFalse(equality.test(left, right));
        }
        assertSame(true, first, second);
    }

    @Test
    void agreesWithTheTextOfTheWhole() throws Exception {
        Seeds.repeat(20, random -> {
            List<Value> some = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Value value = small(random.nextInt(30), 3);
                some.add(value);
                some.add(new DeepCopy().of(value));
            }
            for (Value left : some) {
                for (Value right : some) {
                    assertEquals(Canonical.text(left).equals(Canonical.text(right)), equality.test(left, right));
                }
            }
        });
    }

    /** Few different ones, so that many are equal. */
    private static Value small(int number, int depth) {
        if (depth == 0 || number < 3) {
            return Int.of(number % 3);
        }
        Value inner = small(number / 3, depth - 1);
        return number % 2 == 0 ? tuple(A, inner) : VectorValue.of(List.of(inner, Int.of(number % 3)));
    }
}
