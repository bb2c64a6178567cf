package dev.tfskit.log;

import dev.tfskit.codec.ChangeListener;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/** Counts how often records set or remove an attribute. */
final class SettingCount implements ChangeListener {

    private long count;

    long count() {
        return count;
    }

    @Override
    public void setting(final Tuple tuple, final Symbol name, final Value value) {
        count++;
    }

    @Override
    public void removing(final Tuple tuple, final Symbol name) {
        count++;
    }
}
