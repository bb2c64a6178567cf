// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An ordered list of values. Not thread safe. */
public final class VectorValue extends Composite {

    private final ArrayList<Value> elements = new ArrayList<>(4);

    /** An empty vector. */
    public VectorValue() {}

    /** A vector of these values. */
    public static VectorValue of(List<? extends Value> values) {
        VectorValue vector = new VectorValue();
        vector.elements.addAll(values);
        return vector;
    }

    /** Number of elements. */
    public int size() {
        return elements.size();
    }

    /** The element at {@code index}. */
    public Value get(int index) {
        return elements.get(index);
    }

    /** Replaces the element at {@code index}, or appends when the vector ends there. */
    public void set(int index, Value value) {
        if (index == elements.size()) {
            elements.add(value);
        } else {
            elements.set(index, value);
        }
    }

    /** A read-only view of the elements. */
    public List<Value> elements() {
        return Collections.unmodifiableList(elements);
    }

    @Override
    public List<Value> members() {
        return elements();
    }
}
