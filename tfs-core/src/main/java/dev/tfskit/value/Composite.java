// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import dev.tfskit.numbering.Numbered;
import java.util.List;

/**
 * A tuple or a vector: a value with members. Other values of the log can refer to it, by the number that the dictionary
 * gives it at its first appearance (docs/format.md, section 2.3).
 */
// The numbers are for the packages that read and write logs, which are not exported.
@SuppressWarnings("exports")
public abstract sealed class Composite extends Numbered implements Value permits Tuple, VectorValue {

    Composite() {}

    /**
     * Returns the values of the attributes of a tuple, in no order, or the elements of a vector.
     *
     * @return a read-only view; stale after a change
     */
    public abstract List<Value> members();
}
