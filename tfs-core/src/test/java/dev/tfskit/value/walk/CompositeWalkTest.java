// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.numbering.Numbering;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeWalkTest {

    private static long count(CompositeWalk walk, Value start) {
        long count = 0;
        walk.add(start);
        while (walk.hasNext()) {
            walk.addMembers(walk.next());
            count++;
        }
        return count;
    }

    @Test
    void sharedAndCyclicTuplesAreVisitedOnce() {
        Tuple shared = new Tuple();
        Tuple top = new Tuple();
        top.set(Symbol.of("a"), shared);
        top.set(Symbol.of("b"), VectorValue.of(List.of(shared, Int.of(1), top)));
        assertEquals(3, count(CompositeWalk.once(), top));
        assertEquals(0, count(CompositeWalk.once(), Text.of("x")));
    }

    @Test
    void walksMillionLevels() {
        Value deep = new VectorValue();
        for (int i = 1; i < 1_000_000; i++) {
            deep = VectorValue.of(List.of(deep));
        }
        assertEquals(1_000_000, count(CompositeWalk.once(), deep));
    }

    @Test
    void tuplesAreIdentifiedByTheirNumbers() {
        Tuple first = new Tuple();
        Numbering.set(first, 7);
        Tuple second = new Tuple();
        Numbering.set(second, 8);
        first.set(Symbol.of("next"), second);
        BitSet seen = new BitSet();
        seen.set(8);
        assertEquals(1, count(CompositeWalk.onceByNumber(seen), first));
        assertEquals(0, count(CompositeWalk.onceByNumber(seen), first));
    }

    @Test
    void membersAreThoseOfTheMoment() {
        Tuple tuple = new Tuple();
        tuple.set(Symbol.of("a"), Int.of(1));
        assertEquals(List.of(Int.of(1)), tuple.members());
        tuple.set(Symbol.of("a"), Int.of(2));
        assertEquals(List.of(Int.of(2)), tuple.members());
    }
}
