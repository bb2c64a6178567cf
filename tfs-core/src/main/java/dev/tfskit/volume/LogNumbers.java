// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.CompositeWalk;
import dev.tfskit.value.walk.DeepCopy;

/**
 * Removes dictionary numbers from values. A tuple or vector keeps its number when it leaves the tree; in another log
 * the number would stand for another value. Stateless.
 */
final class LogNumbers {

    private LogNumbers() {}

    /** Returns the value, or a deep copy if it references a tuple or vector that a log has numbered. */
    static Value without(Value value) {
        return leadToAny(value) ? new DeepCopy().of(value) : value;
    }

    private static boolean leadToAny(Value value) {
        CompositeWalk walk = CompositeWalk.once();
        walk.add(value);
        while (walk.hasNext()) {
            Composite next = walk.next();
            if (next.number() != Composite.UNNUMBERED) {
                return true;
            }
            walk.addMembers(next);
        }
        return false;
    }
}
