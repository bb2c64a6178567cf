// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.EncodedSizeBound;
import dev.tfskit.numbering.Numbering;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.AttributeCount;
import dev.tfskit.value.walk.StepBudget;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only way to change the tuples of a volume. Each change belongs to one of {@link Operations}: it reserves its part
 * of the log space that the operation has asked for, and is noted for the next commit. The methods assert that this
 * thread holds the lock of the namespace, as an operation does. Thread-safe.
 */
final class Mutations {

    /** Steps for tuples and for elements of vectors, which are no entries of a log. */
    private static final long SPARE_STEPS = 1 << 20;

    private final SharedLock names;
    private final Operations operations;
    private final BlockPool pool;
    private final ChangeNotes notes;
    private final @Nullable InstantSource clock;
    /**
     * The number of entries in a log that holds nothing but the tree. When several attributes have the same tuple as
     * their value, or as a part of it, each change counts that tuple for each of them, so the number is wrong until the
     * volume is opened again. An exact number would need a count of references for each such tuple. A number that is
     * too small costs a needless compaction, after which {@link LogCompactor#correct} adds what it lacks. While changes
     * make it smaller still, {@link LogCompactor#isWorthwhile} limits how often the log is compacted.
     */
    private long liveEntries;

    /**
     * The steps that are left to count the entries in values that leave the tree. Without a limit, the removal of many
     * files that have one large tuple in common would take as many steps as there are files times attributes. Values
     * that share nothing take fewer steps than were allowed when they came into the tree.
     */
    private final StepBudget steps;

    /** Creates the changes of a volume whose tuples are guarded by the lock {@code names}. */
    Mutations(SharedLock names, Operations operations, ChangeNotes notes, LiveState.Start start) {
        this.names = names;
        this.operations = operations;
        this.pool = start.pool();
        this.notes = notes;
        this.clock = start.policy().clock();
        this.liveEntries = start.scan().entries();
        this.steps = new StepBudget(Math.addExact(liveEntries, SPARE_STEPS));
    }

    /** Sets an attribute. */
    void set(Tuple tuple, Symbol name, Value value) {
        set(tuple, name, value, EncodedSizeBound.of(name, value));
    }

    /**
     * Sets an attribute to a value that has parts in common with the values of other attributes.
     *
     * @param bound what the log needs for the attribute and for those parts of the value that no earlier change counted
     */
    void set(Tuple tuple, Symbol name, Value value, EncodedSizeBound bound) {
        names.assertHeldForWriting();
        Optional<Value> replaced = tuple.get(name);
        boolean isNew = replaced.isEmpty();
        // Counted first: the new value may be the same tuple.
        long replacedEntries = isNew ? 0 : 1 + entriesIn(replaced.get());
        tuple.set(name, value);
        if (isDetached(tuple)) {
            return;
        }
        boolean isNoted = notes.noteSet(tuple, name, isNew);
        boolean isUncounted = Changes.isLogged(tuple) ? isNoted : isNew;
        if (isUncounted || !(value instanceof Int)) {
            operations.take(LogCost.of(bound));
        }
        liveEntries += bound.entries() - replacedEntries;
        steps.add(bound.bytes());
    }

    /** Sets an attribute to an inode that is in the tree, or was before this operation. */
    void refer(Tuple tuple, Symbol name, Tuple target) {
        names.assertHeldForWriting();
        boolean isNew = !tuple.has(name);
        tuple.set(name, target);
        notes.noteSet(tuple, name, isNew);
        operations.take(LogCost.ofReference(name));
        liveEntries += isNew ? 1 : 0;
    }

    /** Returns the number of log entries for all that a value leads to, or fewer when no steps are left. */
    private long entriesIn(Value value) {
        return AttributeCount.in(value, steps);
    }

    /** Removes an attribute, with the tuples below its value. */
    void remove(Tuple tuple, Symbol name) {
        if (!isDetached(tuple)) {
            liveEntries -= tuple.get(name).map(this::entriesIn).orElse(0L);
        }
        removeReference(tuple, name);
    }

    /** Removes an attribute, but keeps the tuples below its value. */
    void removeReference(Tuple tuple, Symbol name) {
        names.assertHeldForWriting();
        tuple.remove(name);
        if (isDetached(tuple)) {
            return;
        }
        if (notes.noteRemoved(tuple, name)) {
            operations.take(LogCost.ofRemoval(name));
        }
        liveEntries--;
    }

    /** Removes an extent of a file. */
    void removeExtent(Tuple inode, Tuple extents, Symbol key) {
        Tuple extent = extents.tuple(key).orElseThrow();
        // The log has no extent of a file without a name, though space may have been reserved in an earlier batch.
        boolean wasReserved = !Directory.isRemoved(inode) && !Changes.isLogged(extent);
        LogCost cost = LogCost.ofValue(key, extent);
        notes.forget(extent);
        remove(extents, key);
        if (wasReserved) {
            operations.giveBack(cost);
        }
    }

    /** Counts a new file that has no name. */
    void countUnnamed(Tuple inode) {
        names.assertHeldForWriting();
        liveEntries += entriesInParts(inode);
    }

    /** Gives a file that was counted by {@link #countUnnamed} its first name. The log gets the whole file then. */
    void nameUnnamed(Tuple children, Symbol name, Tuple inode) {
        names.assertHeldForWriting();
        inode.remove(Attributes.LINK_COUNT);
        children.set(name, inode);
        notes.noteSet(children, name, true);
        operations.take(LogCost.ofFirstName(name, inode));
    }

    /**
     * Takes an inode without names, and its extents, out of the log. An open file may still change, but its changes no
     * longer go into the log.
     */
    void forget(Tuple inode) {
        names.assertHeldForWriting();
        liveEntries += inode.has(Attributes.LINK_COUNT) ? 0 : 1;
        inode.set(Attributes.LINK_COUNT, Int.of(0));
        for (Tuple tuple : partsOf(inode)) {
            notes.forget(tuple);
            Numbering.set(tuple, Composite.UNNUMBERED);
        }
    }

    /**
     * Detaches an inode that has no name and is not open: its entries no longer count as live, and it owns no blocks.
     */
    void detach(Tuple inode) {
        names.assertHeldForWriting();
        liveEntries -= entriesInParts(inode);
        inode.remove(Attributes.EXTENTS);
    }

    /**
     * Returns whether {@link #detach} has run for an inode. A program may still change one that it has open. A tuple of
     * the log is no such inode, whatever attributes another tool gave it: {@link #forget} takes the number of an inode.
     */
    private static boolean isDetached(Tuple tuple) {
        return !Changes.isLogged(tuple) && Directory.isRemoved(tuple) && !tuple.has(Attributes.EXTENTS);
    }

    private long entriesInParts(Tuple inode) {
        long entries = 0;
        for (Tuple part : partsOf(inode)) {
            entries += part.size();
        }
        for (int i = 0; i < inode.size(); i++) {
            Symbol name = inode.nameAt(i);
            if (!name.equals(Attributes.CHILDREN) && !name.equals(Attributes.EXTENTS)) {
                entries += entriesIn(inode.valueAt(i));
            }
        }
        return entries;
    }

    private static List<Tuple> partsOf(Tuple inode) {
        List<Tuple> parts = new ArrayList<>(List.of(inode));
        // A removed directory can still hold the dots of old volumes, which lead to inodes that stay.
        inode.tuple(Attributes.CHILDREN).ifPresent(parts::add);
        inode.tuple(Attributes.EXTENTS).ifPresent(extents -> {
            parts.add(extents);
            for (int i = 0; i < extents.size(); i++) {
                if (extents.valueAt(i) instanceof Tuple extent) {
                    parts.add(extent);
                }
            }
        });
        return parts;
    }

    /** Returns the time; empty if a change does not set mtime. */
    Optional<Instant> now() {
        return clock == null ? Optional.empty() : Optional.of(clock.instant());
    }

    /** Sets the time of the last change of the content. */
    void touch(Tuple inode) {
        now().ifPresent(time -> set(inode, Attributes.MODIFIED, DiskTime.encode(time)));
    }

    /** Returns the number of entries in a log that holds nothing but the tree. */
    long liveEntries() {
        names.assertHeld();
        return liveEntries;
    }

    /** Returns the pool of the blocks of the volume. */
    BlockPool pool() {
        return pool;
    }
}
