// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.ChangeListener;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** Counts the entries of a log: how often its records set or remove an attribute. Not thread-safe. */
final class EntryCount implements ChangeListener {

    private long count;

    long count() {
        return count;
    }

    @Override
    public void beforeSet(Tuple tuple, Symbol name, Value value) {
        count++;
    }

    @Override
    public void beforeRemove(Tuple tuple, Symbol name) {
        count++;
    }
}
