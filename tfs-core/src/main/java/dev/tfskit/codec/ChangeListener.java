// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/**
 * Follows what a record changes while it is decoded. Each call comes before the change is made, so the old value can
 * still be seen.
 */
public interface ChangeListener {

    /** Listens to nothing. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void setting(Tuple tuple, Symbol name, Value value) {
            // Nobody asked.
        }

        @Override
        public void removing(Tuple tuple, Symbol name) {
            // Nobody asked.
        }
    };

    /**
     * An attribute is set.
     *
     * @param tuple the tuple whose attribute it is, new or old
     * @param value the new value; the members of a composite are still to come, each with a call of its own
     */
    void setting(Tuple tuple, Symbol name, Value value);

    /** An attribute is removed, if it is there. */
    void removing(Tuple tuple, Symbol name);
}
