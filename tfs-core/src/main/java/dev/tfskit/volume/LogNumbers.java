// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import dev.tfskit.value.CompositeWalk;
import dev.tfskit.value.DeepCopy;
import dev.tfskit.value.Value;

/**
 * The numbers that tuples and vectors have in a log, and keep when they leave the tree and the log is written anew
 * without them.
 */
final class LogNumbers {

    private LogNumbers() {}

    /** Returns the value, or a deep copy if it references a tuple or vector that a log has numbered. */
    static Value without(Value value) {
        return leadToAny(value) ? new DeepCopy().of(value) : value;
    }

    private static boolean leadToAny(Value value) {
        CompositeWalk walk = CompositeWalk.once();
        walk.meet(value);
        while (walk.hasNext()) {
            Composite next = walk.next();
            if (next.number() != Composite.UNNUMBERED) {
                return true;
            }
            walk.meetMembers(next);
        }
        return false;
    }
}
