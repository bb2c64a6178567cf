// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.EncodedSizeBound;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoFunction;
import dev.tfskit.io.IoSupplier;
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
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to change the tuples of a volume. An operation runs with exclusive access, once the log has room for
 * what the operation costs at most, and all its changes belong to the same batch. The methods that change a tuple, or
 * count what changes, assert that an operation runs, and that the changes cost no more than the operation has asked
 * for. Thread-safe.
 */
final class Mutations {

    private final SharedLock names;
    private final LogReservations room;
    private final BlockPool pool;
    private final Committer committer;
    private final LogCompactor compactor;
    private final @Nullable InstantSource clock;
    private final String volume;
    /**
     * The number of entries in a log that holds nothing but the tree. When several attributes have the same tuple as
     * their value, or as a part of it, each change counts that tuple for each of them, so the number is wrong until the
     * volume is opened again. An exact number would need a count of references for each such tuple. A number that is
     * too small costs a needless compaction, after which {@link LogCompactor#correct} adds what it lacks. While changes
     * make it smaller still, {@link LogCompactor#isWorthwhile} limits how often the log is compacted.
     */
    private long liveEntries;
    /** The bytes that the operation which runs has asked for and not reserved yet. */
    private long unreserved;

    /** Creates the changes of a volume whose tuples are guarded by the lock {@code names}. */
    Mutations(SharedLock names, Committer committer, LogCompactor compactor, String volume, LiveState.Start start) {
        this.names = names;
        this.room = start.room();
        this.pool = start.pool();
        this.committer = committer;
        this.compactor = compactor;
        this.clock = start.clock();
        this.volume = volume;
        this.liveEntries = start.scan().entries();
    }

    /**
     * Carries out an operation.
     *
     * @param most what it costs at most
     * @throws NoSpaceException when the log has no room for that; nothing has changed then
     */
    <T> T change(LogCost most, ReservationPurpose use, IoSupplier<T> operation) throws IOException {
        return change(() -> most, use, operation);
    }

    /**
     * Carries out an operation whose cost depends on tuples that other threads may change.
     *
     * @param most returns what the operation costs at most; it is called with exclusive access, which stays until the
     *     operation has ended
     * @throws NoSpaceException when the log has no room for that; nothing has changed then
     */
    <T> T change(Supplier<LogCost> most, ReservationPurpose use, IoSupplier<T> operation) throws IOException {
        return withRoom(most, use, cost -> run(cost, operation));
    }

    /**
     * Sets log space aside for an operation that first writes to the device. The operation then cannot fail for lack of
     * log space, even when other threads commit meanwhile.
     *
     * @param most what the operation costs at most
     * @return the reservation; the caller closes it
     * @throws NoSpaceException when the log has no room for that
     */
    Reservation reserve(LogCost most, ReservationPurpose use) throws IOException {
        return withRoom(() -> most, use, Reservation::new);
    }

    /** Log space for one operation. */
    final class Reservation implements Closeable {

        private LogCost held;

        private Reservation(LogCost most) {
            held = most;
            room.hold(most.bytes());
        }

        /**
         * Carries out the operation, and ends the reservation.
         *
         * @throws VolumeFailedException when the device fails, or has failed before
         */
        <T> T change(IoSupplier<T> operation) throws IOException {
            return exclusively(() -> {
                committer.checkUsable();
                LogCost most = held;
                end();
                return run(most, operation);
            });
        }

        private boolean end() {
            room.endHold(held.bytes());
            held = LogCost.NOTHING;
            return true;
        }

        @Override
        public void close() {
            exclusively(this::end);
        }
    }

    /**
     * Takes a step with exclusive access, once the log has room for it. First the step gets what the log has, then a
     * commit replaces the most bytes that changes can need by what they really need, and only then the log takes blocks
     * that data could use, or the volume grows. At last the log is written anew.
     */
    private <T> T withRoom(Supplier<LogCost> most, ReservationPurpose use, IoFunction<LogCost, T> step)
            throws IOException {
        compactor.makeAppendable();
        Optional<T> done = takeIf(cost -> room.has(cost.bytes(), use), most, step);
        if (done.isPresent()) {
            return done.get();
        }
        boolean mayCommit = committer.commitIfAllowed();
        done = takeIf(cost -> room.makeRoom(cost.bytes(), use), most, step);
        if (done.isEmpty() && mayCommit && compactor.awaitCompaction()) {
            done = takeIf(cost -> room.makeRoom(cost.bytes(), use), most, step);
        }
        return done.orElseThrow(() -> new NoSpaceException(
                volume,
                mayCommit
                        ? "no room for the log to grow, and the volume cannot be made larger where it is; remove "
                                + "something or use a larger image"
                        : "no room for the log of so many changes at once; remove something or use a larger image"));
    }

    /** Takes a step with exclusive access, if the log has room for its cost. */
    private <T> Optional<T> takeIf(
            IoFunction<LogCost, Boolean> logSpace, Supplier<LogCost> most, IoFunction<LogCost, T> step)
            throws IOException {
        return names.write(() -> {
            committer.checkUsable();
            LogCost cost = most.get();
            return hasRoom(logSpace, cost) ? Optional.of(step.apply(cost)) : Optional.empty();
        });
    }

    /** Runs an operation. After an unexpected exception the volume has failed: the operation may be half done. */
    private <T> T run(LogCost most, IoSupplier<T> operation) throws IOException {
        unreserved = most.bytes();
        try {
            return operation.get();
        } catch (RuntimeException | Error e) {
            throw committer.fail(e);
        } finally {
            unreserved = 0;
        }
    }

    /** Returns whether the log has room. When growing fails, the volume stays usable, unless a flush has failed. */
    private boolean hasRoom(IoFunction<LogCost, Boolean> logSpace, LogCost cost) throws IOException {
        try {
            return logSpace.apply(cost);
        } catch (IOException e) {
            committer.checkUsable();
            throw e;
        }
    }

    /** Runs an action that reads tuples, while no thread changes them. */
    <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
        return names.read(action);
    }

    /** Runs an operation with exclusive access, even when the volume can no longer be changed. */
    <T, E extends Exception> T exclusively(GuardedAction<T, E> operation) throws E {
        return names.write(operation);
    }

    /** Reserves log space for a change that is being made. */
    private void reserve(LogCost cost) {
        assert cost.bytes() <= unreserved
                : "the operation reserves " + (cost.bytes() - unreserved) + " bytes more than its cost";
        unreserved -= cost.bytes();
        room.reserve(cost.bytes());
    }

    /** Ends the reservation for a change that no commit needs to write any more. */
    private void giveBack(LogCost cost) {
        unreserved += cost.bytes();
        room.reserve(-cost.bytes());
    }

    /** Sets an attribute. */
    void set(Tuple tuple, Symbol name, Value value) {
        names.assertHeldForWriting();
        Optional<Value> replaced = tuple.get(name);
        boolean isNew = replaced.isEmpty();
        // Counted first: the new value may be the same tuple.
        long replacedEntries = replaced.map(Mutations::entriesOf).orElse(0L);
        tuple.set(name, value);
        if (isDetached(tuple)) {
            return;
        }
        boolean isNoted = committer.noteSet(tuple, name, isNew);
        boolean isUncounted = Changes.isLogged(tuple) ? isNoted : isNew;
        EncodedSizeBound bound = EncodedSizeBound.of(name, value);
        if (isUncounted || !(value instanceof Int)) {
            reserve(LogCost.of(bound));
        }
        liveEntries += bound.entries() - replacedEntries;
    }

    /** Sets an attribute to an inode that is in the tree, or was before this operation. */
    void refer(Tuple tuple, Symbol name, Tuple target) {
        names.assertHeldForWriting();
        boolean isNew = !tuple.has(name);
        tuple.set(name, target);
        committer.noteSet(tuple, name, isNew);
        reserve(LogCost.ofReference(name));
        liveEntries += isNew ? 1 : 0;
    }

    /** Returns the number of log entries for an attribute with a value, and for all that the value leads to. */
    private static long entriesOf(Value value) {
        return 1 + AttributeCount.in(value);
    }

    /** Removes an attribute, with the tuples below its value. */
    void remove(Tuple tuple, Symbol name) {
        if (!isDetached(tuple)) {
            liveEntries -= tuple.get(name).map(AttributeCount::in).orElse(0L);
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
        if (committer.noteRemoved(tuple, name)) {
            reserve(LogCost.ofRemoval(name));
        }
        liveEntries--;
    }

    /** Removes an extent of a file. */
    void removeExtent(Tuple inode, Tuple extents, Symbol key) {
        Tuple extent = extents.tuple(key).orElseThrow();
        // The log has no extent of a file without a name, though space may have been reserved in an earlier batch.
        boolean wasReserved = !Directory.isRemoved(inode) && !Changes.isLogged(extent);
        LogCost cost = LogCost.ofValue(key, extent);
        committer.forget(extent);
        remove(extents, key);
        if (wasReserved) {
            giveBack(cost);
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
        committer.noteSet(children, name, true);
        reserve(LogCost.ofFirstName(name, inode));
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
            committer.forget(tuple);
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

    private static long entriesInParts(Tuple inode) {
        long entries = 0;
        for (Tuple part : partsOf(inode)) {
            entries += part.size();
        }
        for (int i = 0; i < inode.size(); i++) {
            Symbol name = inode.nameAt(i);
            if (!name.equals(Attributes.CHILDREN) && !name.equals(Attributes.EXTENTS)) {
                entries += AttributeCount.in(inode.valueAt(i));
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
