// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TupleTest {

    private static final Symbol A = Symbol.of("a");

    /** The names fill the tuple to below and above the size from which it has an index, and shrink it again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 18, 40, 300})
    void behavesAsAMap(int names) throws Exception {
        Seeds.repeat(20, random -> {
            Tuple tuple = new Tuple(random.nextInt(4));
            Map<Symbol, Value> model = new TreeMap<>();
            for (int step = 0; step < 10 * names + 50; step++) {
                change(tuple, model, random, names);
                assertEquals(model.size(), tuple.size());
            }
            assertHolds(model, tuple, names);
        });
    }

    private static void change(Tuple tuple, Map<Symbol, Value> model, Random random, int names) {
        Symbol name = name(random.nextInt(names));
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                Value value = Int.of(random.nextInt());
                tuple.set(name, value);
                model.put(name, value);
            }
            case 2 -> {
                tuple.remove(name);
                model.remove(name);
            }
            default -> assertEquals(Optional.ofNullable(model.get(name)), tuple.get(name));
        }
    }

    private static void assertHolds(Map<Symbol, Value> model, Tuple tuple, int names) {
        Map<Symbol, Value> held = new TreeMap<>();
        for (int i = 0; i < tuple.size(); i++) {
            held.put(tuple.nameAt(i), tuple.valueAt(i));
        }
        assertEquals(model, held);
        assertEquals(
                List.copyOf(model.keySet()),
                tuple.sorted().stream().map(Tuple.Attribute::name).toList());
        for (int i = 0; i < names; i++) {
            assertEquals(model.containsKey(name(i)), tuple.has(name(i)));
        }
    }

    /** A symbol of its own each time: equal names need not be the same object. */
    private static Symbol name(int number) {
        return Symbol.of("name " + number);
    }

    /** "Aa" and "BB" have the same hash, and so has any row of them. */
    @Test
    @Timeout(60)
    void namesChosenToCollideDoNotMakeItSlow() {
        int bits = 18;
        List<Symbol> names = new ArrayList<>();
        for (int number = 0; number < 250_000; number++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < bits; bit++) {
                name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.add(Symbol.of(name.toString()));
        }
        assertEquals(1, names.stream().mapToInt(Symbol::hashCode).distinct().count(), "no collision");
        Tuple tuple = new Tuple();
        names.forEach(name -> tuple.set(name, Flag.PRESENT));
        assertTrue(names.stream().allMatch(tuple::has));
        names.forEach(tuple::remove);
        assertEquals(0, tuple.size());
    }

    @Test
    void onlyATupleIsFoundAsATuple() {
        Tuple tuple = new Tuple();
        assertEquals(Optional.empty(), tuple.tuple(A));
        tuple.set(A, Text.of("x"));
        assertEquals(Optional.empty(), tuple.tuple(A));
        Tuple inner = new Tuple();
        tuple.set(A, inner);
        assertSame(inner, tuple.tuple(A).orElseThrow());
    }

    @Test
    void attributesOfAnotherTupleReplaceOwnOnes() {
        Tuple tuple = new Tuple();
        tuple.set(A, Text.of("old"));
        Tuple other = new Tuple();
        other.set(A, Text.of("new"));
        other.set(Symbol.of("b"), Text.of("more"));
        tuple.setAll(other);
        assertEquals(2, tuple.size());
        assertEquals(Optional.of(Text.of("new")), tuple.get(A));
        tuple.setAll(tuple);
        assertEquals(2, tuple.size());
    }

    @Test
    void sortedAttributesAreSnapshot() {
        Tuple tuple = new Tuple();
        tuple.set(A, Flag.PRESENT);
        List<Tuple.Attribute> before = tuple.sorted();
        tuple.remove(A);
        assertEquals(List.of(new Tuple.Attribute(A, Flag.PRESENT)), before);
        assertThrows(UnsupportedOperationException.class, before::clear);
    }

    @Test
    void twoTuplesWithTheSameAttributesAreTwo() {
        assertFalse(new Tuple().equals(new Tuple()));
    }
}
