package dev.tfskit.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An ordered list of values. Not thread safe. */
public final class Vector extends Composite {

    private final ArrayList<Value> elements = new ArrayList<>(4);

    /** An empty vector. */
    public Vector() {}

    /** A vector of these values. */
    public static Vector of(final List<? extends Value> values) {
        final Vector vector = new Vector();
        vector.elements.addAll(values);
        return vector;
    }

    /** Number of elements. */
    public int size() {
        return elements.size();
    }

    /** The element at {@code index}. */
    public Value get(final int index) {
        return elements.get(index);
    }

    /** Replaces the element at {@code index}, or appends when the vector ends there. */
    public void set(final int index, final Value value) {
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
