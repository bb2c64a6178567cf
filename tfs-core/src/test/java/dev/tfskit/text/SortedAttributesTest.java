// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedAttributesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 1000})
    void attributesAreInTheOrderOfTheirNames(int size) {
        Tuple tuple = new Tuple();
        for (int i = 0; i < size; i++) {
            tuple.set(Symbol.of("n" + i), Int.of(i));
        }
        SortedAttributes sorted = new SortedAttributes();
        assertEquals(tuple.sorted(), sorted.of(tuple).toList());
        assertEquals(tuple.sorted(), sorted.of(tuple).toList(), "asked again");
    }
}
