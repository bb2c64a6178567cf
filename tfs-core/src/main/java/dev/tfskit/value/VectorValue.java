// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An ordered list of values. Not thread-safe. */
public final class VectorValue extends Composite {

    private final ArrayList<Value> elements = new ArrayList<>(4);

    /** Creates an empty vector. */
    public VectorValue() {}

    /**
     * Creates a vector.
     *
     * @param values the elements
     * @return the vector
     */
    public static VectorValue of(List<? extends Value> values) {
        VectorValue vector = new VectorValue();
        vector.elements.addAll(values);
        return vector;
    }

    /**
     * Returns the number of elements.
     *
     * @return the number
     */
    public int size() {
        return elements.size();
    }

    /**
     * Returns an element.
     *
     * @param index the index, from 0 to size - 1
     * @return the element
     */
    public Value get(int index) {
        return elements.get(index);
    }

    /**
     * Replaces an element, or appends one.
     *
     * @param index the index, from 0 to size; size appends
     * @param value the new element
     */
    public void set(int index, Value value) {
        if (index == elements.size()) {
            elements.add(value);
        } else {
            elements.set(index, value);
        }
    }

    /**
     * Returns the elements.
     *
     * @return a read-only view
     */
    public List<Value> elements() {
        return Collections.unmodifiableList(elements);
    }

    @Override
    public List<Value> members() {
        return elements();
    }
}
