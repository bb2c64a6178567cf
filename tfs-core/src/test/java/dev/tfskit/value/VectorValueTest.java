// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class VectorValueTest {

    private final VectorValue vector = VectorValue.of(List.of(Int.of(1), Int.of(2)));

    @Test
    void settingAnElementReplacesIt() {
        vector.set(0, Int.of(3));
        assertEquals(List.of(Int.of(3), Int.of(2)), vector.elements());
    }

    @Test
    void settingTheOneBehindTheLastAppends() {
        vector.set(2, Int.of(3));
        assertEquals(3, vector.size());
        assertEquals(Int.of(3), vector.get(2));
    }

    @Test
    void nothingIsSetFurtherBehind() {
        assertThrows(IndexOutOfBoundsException.class, () -> vector.set(3, Int.of(3)));
    }

    @Test
    void elementsCannotBeChangedFromOutside() {
        List<Value> elements = vector.elements();
        assertThrows(UnsupportedOperationException.class, () -> elements.set(0, Int.of(3)));
    }
}
