// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.EncodedSizeBound;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepCopy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Copies of the values that attributes of one volume get until its next commit. A tuple or vector that several values
 * have in common is copied once, and counts once in the bounds of their sizes: so many attributes with one large tuple
 * take time and log space for the tuple once. Not thread-safe.
 */
final class AttributeCopies {

    private final DeepCopy copies = new DeepCopy();
    private final Set<Composite> counted = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Creates an object that has copied nothing yet. */
    AttributeCopies() {}

    /** Returns the copy of a value. */
    Value of(Value value) {
        return copies.of(value);
    }

    /**
     * Returns what setting an attribute to a copy adds to the log at most, without the parts that an earlier result of
     * this method includes. When the attribute is not set after all, these parts must count again: use another object
     * from then on.
     */
    EncodedSizeBound bound(Symbol name, Value copy) {
        return EncodedSizeBound.of(name, copy, counted);
    }
}
