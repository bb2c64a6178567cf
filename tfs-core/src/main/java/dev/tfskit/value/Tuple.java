// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A set of named attributes. A volume holds several tuples for every file, so a tuple is compact: names and values
 * alternate in one array, and an index is added only where a scan would be slow, as in directories. The index is a
 * {@code HashMap}, whose buckets turn into trees, so names chosen to collide cannot make it slow. Attributes have no
 * order. Many threads may read while no thread writes.
 */
public final class Tuple extends Composite {

    private static final Object[] NOTHING = {};
    private static final int INDEXED_FROM = 16;
    private static final int ABSENT = -1;
    private static final Comparator<Attribute> BY_NAME = (first, second) -> first.name.compareTo(second.name);

    /** Names and values in turns; null behind the last attribute. */
    private Object[] slots;

    private int size;
    /** Created at the first use, which may be while several threads read; so it is published whole. */
    private volatile @Nullable Map<Symbol, Integer> index;

    /** Creates an empty tuple. */
    public Tuple() {
        slots = NOTHING;
    }

    /**
     * Creates an empty tuple.
     *
     * @param expectedSize the number of attributes to make room for
     */
    public Tuple(int expectedSize) {
        slots = expectedSize == 0 ? NOTHING : new Object[2 * expectedSize];
    }

    /**
     * Returns the number of attributes.
     *
     * @return the number
     */
    public int size() {
        return size;
    }

    /**
     * Returns the name of an attribute by position. Any change may move attributes.
     *
     * @param position the position, from 0 to size - 1
     * @return the name
     */
    public Symbol nameAt(int position) {
        return (Symbol) slots[2 * position];
    }

    /**
     * Returns the value of an attribute by position, as {@link #nameAt}.
     *
     * @param position the position, from 0 to size - 1
     * @return the value
     */
    public Value valueAt(int position) {
        return (Value) slots[2 * position + 1];
    }

    /**
     * Returns the value of an attribute.
     *
     * @param name the name
     * @return the value; empty when the attribute is not set
     */
    public Optional<Value> get(Symbol name) {
        int position = find(name);
        return position == ABSENT ? Optional.empty() : Optional.of(valueAt(position));
    }

    /**
     * Returns the value of an attribute that holds a tuple.
     *
     * @param name the name
     * @return the tuple; empty when the attribute is not set or holds another kind of value
     */
    public Optional<Tuple> tuple(Symbol name) {
        int position = find(name);
        return position != ABSENT && valueAt(position) instanceof Tuple tuple ? Optional.of(tuple) : Optional.empty();
    }

    /**
     * Returns whether an attribute is set.
     *
     * @param name the name
     * @return true when it is set
     */
    public boolean has(Symbol name) {
        return find(name) != ABSENT;
    }

    /**
     * Sets an attribute and replaces its earlier value.
     *
     * @param name the name
     * @param value the value
     * @throws IllegalArgumentException when the name is empty: no reader takes a volume with such an attribute
     */
    public void set(Symbol name, Value value) {
        int position = find(name);
        if (position == ABSENT) {
            append(name, value);
        } else {
            slots[2 * position + 1] = value;
        }
    }

    /**
     * Sets all attributes of another tuple, and replaces their earlier values.
     *
     * @param other the other tuple; its values become part of this one, too
     */
    public void setAll(Tuple other) {
        for (int i = 0; i < other.size; i++) {
            set(other.nameAt(i), other.valueAt(i));
        }
    }

    /**
     * Removes an attribute. Nothing happens when it is not set.
     *
     * @param name the name
     */
    public void remove(Symbol name) {
        int position = find(name);
        if (position == ABSENT) {
            return;
        }
        int last = size - 1;
        if (index != null) {
            index.remove(name);
            if (position != last) {
                index.put(nameAt(last), position);
            }
        }
        slots[2 * position] = slots[2 * last];
        slots[2 * position + 1] = slots[2 * last + 1];
        Arrays.fill(slots, 2 * last, 2 * size, null);
        size = last;
    }

    /**
     * An attribute.
     *
     * @param name its name
     * @param value what it is set to
     */
    public record Attribute(Symbol name, Value value) {}

    /**
     * Returns the attributes in the order of the bytes of their names.
     *
     * @return a snapshot
     */
    public List<Attribute> sorted() {
        Attribute[] attributes = new Attribute[size];
        for (int i = 0; i < size; i++) {
            attributes[i] = new Attribute(nameAt(i), valueAt(i));
        }
        Arrays.sort(attributes, BY_NAME);
        return List.of(attributes);
    }

    /**
     * Returns the names of the attributes, in no order.
     *
     * @return a snapshot
     */
    public List<Symbol> names() {
        Symbol[] names = new Symbol[size];
        for (int i = 0; i < size; i++) {
            names[i] = nameAt(i);
        }
        return List.of(names);
    }

    @Override
    public List<Value> members() {
        return new AbstractList<>() {
            @Override
            public Value get(int index) {
                return valueAt(Objects.checkIndex(index, size));
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private int find(Symbol name) {
        if (size > INDEXED_FROM) {
            return indexed().getOrDefault(name, ABSENT);
        }
        for (int i = 0; i < size; i++) {
            if (slots[2 * i] == name) {
                return i;
            }
        }
        for (int i = 0; i < size; i++) {
            if (slots[2 * i].equals(name)) {
                return i;
            }
        }
        return ABSENT;
    }

    /**
     * Checks that an attribute can have a name.
     *
     * @param name the name
     * @throws IllegalArgumentException when it is empty
     */
    public static void checkName(Symbol name) {
        if (name.length() == 0) {
            throw new IllegalArgumentException("an attribute needs a name of at least one byte");
        }
    }

    private void append(Symbol name, Value value) {
        checkName(name);
        if (2 * size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * Math.max(2, Math.addExact(size, size >> 1)));
        }
        slots[2 * size] = name;
        slots[2 * size + 1] = value;
        if (index != null) {
            index.put(name, size);
        }
        size++;
    }

    private Map<Symbol, Integer> indexed() {
        Map<Symbol, Integer> present = index;
        if (present != null) {
            return present;
        }
        Map<Symbol, Integer> made = HashMap.newHashMap(size * 2);
        for (int i = 0; i < size; i++) {
            made.put(nameAt(i), i);
        }
        index = made;
        return made;
    }
}
