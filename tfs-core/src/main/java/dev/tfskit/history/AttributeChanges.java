// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns attributes that a record sets and removes into changes of extents, lengths and attributes. Attributes that a
 * record sets in an inode that it creates are part of the creation. Not thread-safe.
 */
final class AttributeChanges {

    private static final int MOST_NAMES = 64;
    private static final long ANY_VOLUME = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;

    private final TupleLocations locations;

    @SuppressWarnings("NullAway.Init") // Set by begin.
    private PendingRecord current;

    AttributeChanges(TupleLocations locations) {
        this.locations = locations;
    }

    /** Starts a record: the following calls are about its changes. */
    void begin(PendingRecord record) {
        current = record;
    }

    /**
     * Notes that a record is about to set or remove an attribute.
     *
     * @param before the value until now; null when there is none
     */
    void changing(Tuple tuple, Symbol name, @Nullable Value before) {
        switch (locations.role(tuple)) {
            case EXTENTS -> extent(tuple, name, before);
            case EXTENT -> changedExtent(tuple);
            case INODE -> attribute(tuple, tuple, name, List.of(name), before);
            case CHILDREN ->
                attribute(
                        locations.holder(tuple).orElseThrow(), tuple, name, List.of(Attributes.CHILDREN, name), before);
            case VALUE -> inner(tuple, name, before);
            case UNKNOWN -> attribute(tuple, tuple, name, List.of(name), before);
        }
    }

    /** Notes a change inside an extent. A new extent was noted when it was set in the extents of its file. */
    private void changedExtent(Tuple extent) {
        if (!current.isNew(extent)) {
            extent(locations.holder(extent).orElseThrow(), locations.name(extent), extent);
        }
    }

    private void inner(Tuple tuple, Symbol name, @Nullable Value before) {
        if (current.isNew(tuple)) {
            return;
        }
        Deque<Symbol> names = new ArrayDeque<>();
        names.push(name);
        Tuple at = tuple;
        while (locations.role(at) == TupleRole.VALUE && names.size() < MOST_NAMES) {
            names.push(locations.name(at));
            at = locations.holder(at).orElseThrow();
        }
        attribute(at, tuple, name, List.copyOf(names), before);
    }

    private void attribute(Tuple inode, Tuple tuple, Symbol name, List<Symbol> names, @Nullable Value before) {
        boolean isPartOfCreation =
                current.isNew(inode) && (!TupleLocations.isRoot(inode) || name.equals(Attributes.CHILDREN));
        if (isPartOfCreation) {
            return;
        }
        ValueCopy old = before == null ? null : ValueCopy.of(before);
        if (name.equals(Attributes.FILE_LENGTH) && tuple == inode) {
            add(tuple, name, inode, location -> length(location, old, copy(tuple, name)));
        } else {
            add(tuple, name, inode, location -> value(location, names, old, copy(tuple, name)));
        }
    }

    private static @Nullable ValueCopy copy(Tuple tuple, Symbol name) {
        return tuple.get(name).map(ValueCopy::of).orElse(null);
    }

    private void add(Tuple tuple, Symbol name, Tuple inode, Function<ChangeLocation, Optional<Change>> outcome) {
        if (current.hasChange(tuple, name) || !current.hasRoom()) {
            return;
        }
        ChangeLocation location = locations.location(inode);
        Supplier<Optional<Change>> atEnd = () -> outcome.apply(location);
        current.add(new PendingChange(atEnd), tuple, name);
    }

    private static Optional<Change> length(
            ChangeLocation location, @Nullable ValueCopy before, @Nullable ValueCopy after) {
        OptionalLong old = number(before);
        OptionalLong now = number(after);
        boolean isOdd = (before != null) != old.isPresent() || (after != null) != now.isPresent();
        if (isOdd) {
            return value(location, List.of(Attributes.FILE_LENGTH), before, after);
        }
        return old.equals(now) ? Optional.empty() : Optional.of(new Change.LengthSet(location, old, now));
    }

    private static OptionalLong number(@Nullable ValueCopy value) {
        Optional<Int> number = Optional.ofNullable(value)
                .flatMap(copy -> Int.from(copy.value()))
                .filter(Int::isNonNegativeLong);
        return number.isPresent() ? OptionalLong.of(number.get().magnitude()) : OptionalLong.empty();
    }

    private static Optional<Change> value(
            ChangeLocation location, List<Symbol> names, @Nullable ValueCopy before, @Nullable ValueCopy after) {
        Optional<ValueCopy> old = Optional.ofNullable(before);
        if (after != null) {
            return before != null && before.isSameAs(after)
                    ? Optional.empty()
                    : Optional.of(new Change.AttributeSet(location, names, old.map(ValueCopy::value), after.value()));
        }
        return old.map(removed -> new Change.AttributeRemoved(location, names, removed.value()));
    }

    private void extent(Tuple map, Symbol key, @Nullable Value before) {
        Tuple file = locations.holder(map).orElseThrow();
        if (current.isNew(file)) {
            return;
        }
        Optional<Extent> old = extent(key, before);
        add(map, key, file, location -> {
            Optional<Extent> now = extent(key, map.get(key).orElse(null));
            if (old.isEmpty() && now.isEmpty()) {
                return value(location, List.of(Attributes.EXTENTS, key), null, copy(map, key));
            }
            return old.equals(now) ? Optional.empty() : Optional.of(new Change.ExtentChanged(location, old, now));
        });
    }

    /** Returns an extent, or nothing if it is malformed: checking is the job of the check package. */
    private static Optional<Extent> extent(Symbol key, @Nullable Value value) {
        try {
            return value == null ? Optional.empty() : Optional.of(Extent.of(key, value, ANY_VOLUME));
        } catch (TfsFormatException malformed) {
            return Optional.empty();
        }
    }
}
