// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.codec.ChangeListener;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Listens to the decoder of a log and turns changes of tuples into changes of the file system. Not thread-safe. */
final class ChangeCollector implements ChangeListener {

    private static final int ROOT_NUMBER = 1;

    private final TupleLocations locations = new TupleLocations();
    private final NameChanges names = new NameChanges(locations);
    private final AttributeChanges attributes = new AttributeChanges(locations);

    @SuppressWarnings("NullAway.Init") // Set by begin.
    private PendingRecord current;

    /**
     * Starts a record that the decoder is about to apply. The record may complete a change that the previous record
     * began; the first record has none before it.
     */
    void begin(PendingRecord record, @Nullable PendingRecord previous) {
        current = record;
        names.begin(record, previous);
        attributes.begin(record);
        if (record.number() == 0 && record.hasRoom()) {
            ChangeLocation root = new ChangeLocation(ROOT_NUMBER, Optional.of(TreePath.ROOT), true);
            record.add(PendingChange.of(
                    new Change.Created(root, InodeKind.DIRECTORY, OptionalLong.empty(), Optional.empty(), false)));
        }
    }

    /** Ends a record: no later record can complete its changes. */
    void leave(PendingRecord record) {
        names.leave(record);
    }

    @Override
    public void beforeSet(Tuple tuple, Symbol name, Value value) {
        current.countEntry();
        if (isIgnored(tuple, name)) {
            return;
        }
        Value before = tuple.get(name).orElse(null);
        if (before != null && isSame(before, value)) {
            if (value instanceof VectorValue vector && !current.isNew(vector)) {
                // The record may now set elements of the vector, and the decoder does not report those.
                attributes.changing(tuple, name, before);
            }
        } else if (locations.role(tuple) == TupleRole.CHILDREN && value instanceof Tuple inode) {
            names.set(tuple, name, inode, before instanceof Tuple replaced ? replaced : null);
        } else {
            attributes.changing(tuple, name, before);
            release(tuple, name, before);
            if (value instanceof Tuple inner) {
                locations.attach(tuple, name, inner);
            }
        }
    }

    @Override
    public void beforeRemove(Tuple tuple, Symbol name) {
        current.countEntry();
        Value before = tuple.get(name).orElse(null);
        if (isIgnored(tuple, name) || before == null) {
            return;
        }
        if (locations.role(tuple) == TupleRole.CHILDREN && before instanceof Tuple inode) {
            names.removed(tuple, name, inode);
        } else {
            attributes.changing(tuple, name, before);
            release(tuple, name, before);
        }
    }

    private void release(Tuple tuple, Symbol name, @Nullable Value before) {
        if (before instanceof Tuple inner) {
            locations.detach(tuple, name, inner);
        }
    }

    private boolean isIgnored(Tuple tuple, Symbol name) {
        return name.equals(Attributes.PARENT)
                || locations.role(tuple) == TupleRole.CHILDREN && name.equals(Attributes.SELF);
    }

    private static boolean isSame(Value before, Value value) {
        return before == value || !(before instanceof Composite) && before.equals(value);
    }
}
