// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists which atoms of a tuple (values without members) are integers or flags, and restores them, because a manifest
 * can hold only texts (docs/format.md, section 6.2). The list is a tuple of the same shape. It holds {@code integer} or
 * {@code flag} in place of an integer or flag. In place of a text, a vector holds an empty text, and a tuple holds
 * nothing. Stateless and thread-safe.
 */
public final class AtomTypes {

    private static final Text INTEGER = Text.of("integer");
    private static final Text FLAG = Text.of("flag");
    private static final Text TEXT = Text.of("");

    private AtomTypes() {}

    /**
     * A tuple or vector whose members are still to be visited, the recorded types of the members, and the composite
     * that receives the results.
     */
    private record Task(Composite source, @Nullable Composite types, Composite target) {}

    /** Receives values that do not fit their recorded type. */
    @FunctionalInterface
    public interface Misfit {
        /**
         * Reports that a value does not fit its type.
         *
         * @param value the value, as the manifest holds it
         * @param problem what is wrong with the value
         */
        void report(Value value, String problem);
    }

    /**
     * Returns the types of the atoms of a tuple.
     *
     * @param tuple no tuple or vector in it may contain itself
     * @return the types; empty when all atoms are texts
     */
    public static Optional<Tuple> of(Tuple tuple) {
        Tuple types = new Tuple();
        Deque<Task> tasks = new ArrayDeque<>();
        tasks.push(new Task(tuple, null, types));
        boolean any = false;
        while (!tasks.isEmpty()) {
            Task task = tasks.pop();
            int size = size(task.source);
            for (int i = 0; i < size; i++) {
                Value member = member(task.source, i);
                switch (member) {
                    case Text _ -> {
                        if (task.target instanceof VectorValue vector) {
                            vector.set(i, TEXT);
                        }
                    }
                    case Int _ -> {
                        any = true;
                        set(task, i, INTEGER);
                    }
                    case Flag _ -> {
                        any = true;
                        set(task, i, FLAG);
                    }
                    case Composite composite -> {
                        Composite inner = composite instanceof Tuple ? new Tuple() : new VectorValue();
                        set(task, i, inner);
                        tasks.push(new Task(composite, null, inner));
                    }
                }
            }
        }
        return any ? Optional.of(types) : Optional.empty();
    }

    /**
     * Makes a copy of a tuple in which texts are turned back into the recorded integers and flags.
     *
     * @param tuple a tuple from a manifest; stays unchanged
     * @param types the result of {@link #of}; types without a value of the same shape are ignored
     * @param misfits receives texts that should be integers and are not; such texts stay texts
     * @return a new tuple that shares no tuple or vector with {@code tuple}
     */
    public static Tuple restore(Tuple tuple, Tuple types, Misfit misfits) {
        Tuple restored = new Tuple(tuple.size());
        Deque<Task> tasks = new ArrayDeque<>();
        tasks.push(new Task(tuple, types, restored));
        while (!tasks.isEmpty()) {
            Task task = tasks.pop();
            int size = size(task.source);
            for (int i = 0; i < size; i++) {
                Value member = member(task.source, i);
                Value type = typeOf(task, i);
                if (member instanceof Composite composite) {
                    Composite copy = composite instanceof Tuple ? new Tuple() : new VectorValue();
                    set(task, i, copy);
                    tasks.push(new Task(composite, type instanceof Composite inner ? inner : null, copy));
                } else {
                    set(task, i, restored(member, type, misfits));
                }
            }
        }
        return restored;
    }

    private static Value restored(Value atom, @Nullable Value type, Misfit misfits) {
        if (type == null || !(atom instanceof Text text)) {
            return atom;
        }
        if (type.equals(FLAG)) {
            return Flag.PRESENT;
        }
        if (!type.equals(INTEGER)) {
            return atom;
        }
        Optional<Int> number = Int.parseSigned(text);
        if (number.isEmpty()) {
            misfits.report(atom, "an integer from -2^63 to 2^64 - 1 is expected, not " + text);
        }
        return number.isPresent() ? number.get() : atom;
    }

    /** Returns the recorded type of a member; null if there is none of the same shape. */
    private static @Nullable Value typeOf(Task task, int position) {
        return switch (task.types) {
            case null -> null;
            case Tuple types ->
                task.source instanceof Tuple tuple
                        ? types.get(tuple.nameAt(position)).orElse(null)
                        : null;
            case VectorValue types ->
                task.source instanceof VectorValue && position < types.size() ? types.get(position) : null;
        };
    }

    private static int size(Composite composite) {
        return switch (composite) {
            case Tuple tuple -> tuple.size();
            case VectorValue vector -> vector.size();
        };
    }

    private static Value member(Composite composite, int position) {
        return switch (composite) {
            case Tuple tuple -> tuple.valueAt(position);
            case VectorValue vector -> vector.get(position);
        };
    }

    private static void set(Task task, int position, Value value) {
        switch (task.target) {
            case Tuple target -> target.set(((Tuple) task.source).nameAt(position), value);
            case VectorValue target -> target.set(position, value);
        }
    }
}
