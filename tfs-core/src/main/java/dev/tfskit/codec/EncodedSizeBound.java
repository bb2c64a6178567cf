// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.CompositeWalk;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An upper bound for what one changed attribute adds to a log. Immutable.
 *
 * @param bytes the most bytes, as if each new tuple and vector had a record of its own
 * @param entries the number of log entries: the attribute itself and all attributes of new tuples in its value
 */
public record EncodedSizeBound(long bytes, long entries) {

    /** The most bytes around the attributes of a record: tag, lengths, and a tuple reference. */
    public static final long RECORD_BYTES = 3 * Varint.MAX_BYTES;

    private static final long HEAD_BYTES = 6;
    private static final long NUMBER_BYTES = 1 + Varint.MAX_BYTES;

    /**
     * Returns the bound for removing an attribute.
     *
     * @param name the name of the attribute
     * @return the bound
     */
    public static EncodedSizeBound ofRemoval(Symbol name) {
        return new EncodedSizeBound(HEAD_BYTES + name.length() + 1, 1);
    }

    /**
     * Returns the bound for setting an attribute to a composite that the log holds, or will hold regardless of this
     * change.
     *
     * @param name the name of the attribute
     * @return the bound
     */
    public static EncodedSizeBound ofReference(Symbol name) {
        return new EncodedSizeBound(HEAD_BYTES + name.length() + NUMBER_BYTES, 1);
    }

    /**
     * Returns the bound for setting an attribute to a value.
     *
     * @param name the name of the attribute
     * @param value the value
     * @return the bound
     */
    public static EncodedSizeBound of(Symbol name, Value value) {
        // Small at first: nearly always this is an inode with one or two tuples in it.
        return value instanceof Composite
                ? of(name, value, Collections.newSetFromMap(new IdentityHashMap<>(4)))
                : bounded(HEAD_BYTES + name.length() + ofScalar(value), 1);
    }

    /**
     * Returns the bound for setting an attribute to a value that shares tuples and vectors with the values of other
     * attributes. Each of these counts once.
     *
     * @param name the name of the attribute
     * @param value the value
     * @param counted the tuples and vectors that other bounds include, compared by identity; those that this bound
     *     includes are added
     * @return the bound
     */
    public static EncodedSizeBound of(Symbol name, Value value, Set<Composite> counted) {
        long bytes = HEAD_BYTES + name.length() + ofScalar(value);
        long entries = 1;
        CompositeWalk nested = new CompositeWalk(new Uncounted(counted));
        nested.add(value);
        while (nested.hasNext()) {
            Composite next = nested.next();
            bytes += RECORD_BYTES;
            if (next instanceof Tuple tuple) {
                entries += tuple.size();
                for (int i = 0; i < tuple.size(); i++) {
                    bytes += HEAD_BYTES + tuple.nameAt(i).length();
                }
            }
            for (Value member : next.members()) {
                bytes += ofScalar(member);
                nested.add(member);
            }
        }
        return bounded(bytes, entries);
    }

    /**
     * Finds the composites that a bound includes. A class: a lambda that captures a variable takes longer to make, and
     * each new file needs several bounds (docs/architecture.md, Start-up).
     */
    private record Uncounted(Set<Composite> counted) implements Predicate<Composite> {

        @Override
        public boolean test(Composite composite) {
            // What has a number is in the log.
            return composite.number() == Composite.UNNUMBERED && counted.add(composite);
        }
    }

    /** Adds the beginnings of further records, which a value of many bytes needs. */
    private static EncodedSizeBound bounded(long bytes, long entries) {
        return new EncodedSizeBound(bytes + bytes / Encoder.RECORD_BYTES * RECORD_BYTES, entries);
    }

    private static long ofScalar(Value value) {
        return value instanceof Text text ? HEAD_BYTES + text.length() : NUMBER_BYTES;
    }
}
