// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/**
 * Receives the changes of a record while it is decoded. Each call precedes the change, so the old value is still
 * readable.
 */
public interface ChangeListener {

    /** A listener that ignores all changes. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void beforeSet(Tuple tuple, Symbol name, Value value) {
            // Ignored.
        }

        @Override
        public void beforeRemove(Tuple tuple, Symbol name) {
            // Ignored.
        }
    };

    /**
     * Called before an attribute is set.
     *
     * @param tuple the tuple, new or already in the tree
     * @param name the name of the attribute
     * @param value the new value; the members of a tuple or vector are decoded after this call, and each attribute of a
     *     tuple causes a call of its own
     */
    void beforeSet(Tuple tuple, Symbol name, Value value);

    /**
     * Called before an attribute is removed.
     *
     * @param tuple the tuple
     * @param name the name of the attribute; the tuple possibly has no such attribute
     */
    void beforeRemove(Tuple tuple, Symbol name);
}
