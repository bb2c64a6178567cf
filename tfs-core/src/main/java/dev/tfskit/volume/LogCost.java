// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.EncodedSizeBound;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/**
 * The most bytes that changes add to the log. One of {@link Operations} asks for the cost of all changes that it may
 * make, before it begins, and each change then reserves its own cost. Both are made of the same parts: one for each
 * kind of change. Immutable.
 *
 * @param bytes the number of bytes
 */
record LogCost(long bytes) {

    /** The cost of an operation that changes no tuple of the log. */
    static final LogCost NOTHING = new LogCost(0);

    /** Returns the cost of a changed attribute, which may need a record of its own. */
    static LogCost of(EncodedSizeBound attribute) {
        return new LogCost(EncodedSizeBound.RECORD_BYTES + attribute.bytes());
    }

    /** Returns the cost of an attribute that is set, with all new tuples and vectors that its value leads to. */
    static LogCost ofValue(Symbol name, Value value) {
        return of(EncodedSizeBound.of(name, value));
    }

    /** Returns the cost of an attribute that is set to any number. */
    static LogCost ofNumber(Symbol name) {
        return ofValue(name, Int.of(0));
    }

    /** Returns the cost of an attribute that is set to a tuple of the log. */
    static LogCost ofReference(Symbol name) {
        return of(EncodedSizeBound.ofReference(name));
    }

    /** Returns the cost of an attribute that is removed. */
    static LogCost ofRemoval(Symbol name) {
        return of(EncodedSizeBound.ofRemoval(name));
    }

    /**
     * Returns the cost of the first name of a file: the log gets the whole file then. The cost covers all that
     * {@link Mutations#removeExtent} gives back when the file loses its extents again.
     *
     * <p>For a file of many extents this is about ten times what the commit writes, which puts them into few records,
     * spells the names of their attributes once, and has short numbers. But before the commit such an extent cannot be
     * told from one that was added under the name. That one needs a bound of its own, with a record and all names, and
     * its removal must give all of this back: otherwise a file that gains and loses extents again and again would fill
     * the log. A smaller cost here would let removals give back what other operations have reserved.
     */
    static LogCost ofFirstName(Symbol name, Tuple file) {
        long extents = file.tuple(Attributes.EXTENTS).map(Tuple::size).orElse(0);
        return ofValue(name, file).and(new LogCost(EncodedSizeBound.RECORD_BYTES).times(extents));
    }

    /** Returns the cost of these changes and some others. */
    LogCost and(LogCost others) {
        return new LogCost(bytes + others.bytes);
    }

    /** Returns the cost of several changes that cost as much as these. */
    LogCost times(long count) {
        return new LogCost(bytes * count);
    }
}
