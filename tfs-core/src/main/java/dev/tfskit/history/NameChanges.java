// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.history.PendingRecord.Addition;
import dev.tfskit.history.PendingRecord.Loss;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns directory entries that a record sets and removes into creations, links, renames, exchanges and removals. The
 * log does not distinguish a rename from a link. An inode that gets a name counts as renamed if it loses one in the
 * same record or in the next: all known writers write a rename in this way when the commit changes nothing else. A
 * directory has one name, so for it any number of records may lie between the two. Not thread-safe.
 */
final class NameChanges {

    private final TupleLocations locations;
    /** The new names of directories that still have their old names: renames that a later record completes. */
    private final Map<Tuple, Addition> movingDirectories = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // Set by begin.
    private PendingRecord current;

    private @Nullable PendingRecord previous;

    NameChanges(TupleLocations locations) {
        this.locations = locations;
    }

    /** Starts a record, which may complete a change of the record before it. */
    void begin(PendingRecord record, @Nullable PendingRecord recordBefore) {
        current = record;
        previous = recordBefore;
    }

    /** Ends a record: a new name that is not a part of a rename by now is a link. */
    void leave(PendingRecord record) {
        record.additions().keySet().forEach(locations::preferFirst);
    }

    /** Notes that a record sets an entry, perhaps in place of another one. */
    void set(Tuple children, Symbol name, Tuple inode, @Nullable Tuple replaced) {
        if (!current.hasRoom()) {
            locations.attach(children, name, inode);
            if (replaced != null) {
                locations.detach(children, name, replaced);
            }
            return;
        }
        PendingChange pending = added(children, name, inode, replaced);
        locations.attach(children, name, inode);
        if (replaced != null) {
            lostTo(children, name, replaced, pending, inode);
        }
    }

    /** Notes that a record removes an entry. */
    void removed(Tuple children, Symbol name, Tuple inode) {
        if (!current.hasRoom()) {
            locations.detach(children, name, inode);
            return;
        }
        ChangeLocation location = locations.entry(children, name, inode);
        Optional<Addition> addition = release(children, name, inode);
        if (addition.isPresent()) {
            Change renamed = new Change.Renamed(
                    location,
                    addition.get().to(),
                    InodeKind.of(inode),
                    addition.get().replaces());
            complete(addition.get().pending(), addition.get().record(), renamed);
        } else {
            boolean last = !locations.isHeld(inode);
            PendingChange pending = PendingChange.of(new Change.Removed(location, InodeKind.of(inode), last));
            current.add(pending);
            if (last) {
                current.losses().put(inode, new Loss(pending, current.number(), null));
            }
        }
    }

    private PendingChange added(Tuple children, Symbol name, Tuple inode, @Nullable Tuple replaced) {
        ChangeLocation to = locations.entry(children, name, inode);
        current.noteSet(children, name);
        boolean replaces = replaced != null && !hasMovedBefore(replaced, children, name);
        if (locations.role(inode) != TupleRole.INODE) {
            PendingChange pending = new PendingChange(() -> Optional.of(creation(inode, to, replaces)));
            current.add(pending);
            return pending;
        }
        if (!locations.isHeld(inode)) {
            return regained(children, name, inode, replaced, replaces);
        }
        ChangeLocation existing = locations.location(inode);
        InodeKind kind = InodeKind.of(inode);
        // A directory has only one name, so a second one is the first half of a rename.
        PendingChange pending = PendingChange.of(
                kind == InodeKind.DIRECTORY
                        ? new Change.Renamed(existing, to, kind, replaces)
                        : new Change.Linked(existing, to, kind, replaces));
        current.add(pending);
        Map<Tuple, Addition> additions = kind == InodeKind.DIRECTORY ? movingDirectories : current.additions();
        additions.put(inode, new Addition(pending, current.number(), children, name, to, replaces));
        return pending;
    }

    /**
     * Returns whether an earlier record lists a directory as renamed from a name. A directory gets its new name in one
     * record and loses its old one in a later one; the list has the rename where the directory got the name.
     */
    private boolean hasMovedBefore(Tuple inode, Tuple children, Symbol name) {
        Addition addition = movingDirectories.get(inode);
        return addition != null && addition.record() != current.number() && !addition.isAt(children, name);
    }

    private static Change creation(Tuple inode, ChangeLocation location, boolean replaces) {
        InodeKind kind = InodeKind.of(inode);
        Optional<Int> length =
                inode.get(Attributes.FILE_LENGTH).flatMap(Int::from).filter(Int::isNonNegativeLong);
        return new Change.Created(
                location,
                kind,
                kind == InodeKind.FILE && length.isPresent()
                        ? OptionalLong.of(length.get().magnitude())
                        : OptionalLong.empty(),
                inode.get(Attributes.LINK_TARGET)
                        .flatMap(target -> target instanceof Text text ? Optional.of(text) : Optional.empty()),
                replaces);
    }

    /** Notes that an inode gets a name after it had lost its last one. */
    private PendingChange regained(
            Tuple children, Symbol name, Tuple inode, @Nullable Tuple replaced, boolean replaces) {
        ChangeLocation last = locations.location(inode);
        ChangeLocation from = new ChangeLocation(last.tuple(), last.path(), true);
        ChangeLocation to = locations.entry(children, name, inode);
        Optional<Loss> loss = find(PendingRecord::losses, inode);
        boolean movesAway = replaced != null && hasOtherNewName(replaced, children, name);
        Change renamed = new Change.Renamed(from, to, InodeKind.of(inode), replaces);
        boolean isHere = loss.filter(this::isOfThisRecord).isPresent();
        // A rename begins in the record before if the old name was removed there. But something else must come first
        // when that record sets the new name, when the inode at the new name gets another name, or when this record
        // creates the directory of the new name. NameOrder sees to such an order only within one record.
        boolean mayBegin = isHere
                || !movesAway && !current.isNew(children) && (previous == null || !previous.sets(children, name));
        if (loss.isPresent() && loss.get().successor() == null && mayBegin) {
            return complete(loss.get().pending(), loss.get().record(), renamed);
        }
        if (loss.isPresent()
                && replaced != null
                && replaced.equals(loss.get().successor())
                && movesAway
                && hasTaken(replaced, from)) {
            forget(replaced);
            ChangeLocation other = new ChangeLocation(replaced.number(), to.path(), to.present());
            return complete(loss.get().pending(), loss.get().record(), new Change.Exchanged(other, from));
        }
        PendingChange pending =
                PendingChange.of(isHere ? renamed : new Change.Linked(last, to, InodeKind.of(inode), replaces));
        current.add(pending);
        return pending;
    }

    /**
     * Returns whether an inode lost its last name in this record, but not to an inode whose rename to that name began
     * in the record before.
     */
    private boolean isOfThisRecord(Loss loss) {
        return loss.record() == current.number()
                && loss.pending()
                        .change()
                        .filter(Change.Completed.class::isInstance)
                        .isEmpty();
    }

    private boolean hasTaken(Tuple inode, ChangeLocation name) {
        return addition(inode)
                .filter(addition -> addition.to().path().equals(name.path()))
                .isPresent();
    }

    private boolean hasOtherNewName(Tuple inode, Tuple children, Symbol name) {
        return addition(inode)
                .filter(addition -> !addition.isAt(children, name))
                .isPresent();
    }

    /** Notes that an inode lost a name to another inode. */
    private void lostTo(Tuple children, Symbol name, Tuple inode, PendingChange pending, Tuple successor) {
        ChangeLocation location = locations.entry(children, name, inode);
        Optional<Addition> addition =
                release(children, name, inode).filter(found -> found.record() == current.number());
        if (addition.isPresent()) {
            addition.get()
                    .pending()
                    .replace(new Change.Renamed(
                            location,
                            addition.get().to(),
                            InodeKind.of(inode),
                            addition.get().replaces()));
        } else if (!locations.isHeld(inode)) {
            current.losses().put(inode, new Loss(pending, current.number(), successor));
        }
    }

    /**
     * Notes that an inode loses a name.
     *
     * @return the name that the inode got just before, if any: the two are a rename
     */
    private Optional<Addition> release(Tuple children, Symbol name, Tuple inode) {
        Optional<Addition> addition = addition(inode);
        locations.detach(children, name, inode);
        forget(inode);
        if (addition.isPresent()) {
            locations.preferFirst(inode);
        }
        return addition.filter(found -> !found.isAt(children, name));
    }

    /** Completes a change that this record or an earlier one began. */
    private PendingChange complete(PendingChange begun, long record, Change whole) {
        begun.replace(whole);
        if (record == current.number()) {
            return begun;
        }
        PendingChange second = PendingChange.of(new Change.Completed(whole, record));
        current.add(second);
        return second;
    }

    private Optional<Addition> addition(Tuple inode) {
        return find(PendingRecord::additions, inode).or(() -> Optional.ofNullable(movingDirectories.get(inode)));
    }

    private <T> Optional<T> find(Function<PendingRecord, Map<Tuple, T>> table, Tuple inode) {
        T found = table.apply(current).get(inode);
        return Optional.ofNullable(
                found != null || previous == null
                        ? found
                        : table.apply(previous).get(inode));
    }

    private void forget(Tuple inode) {
        movingDirectories.remove(inode);
        current.additions().remove(inode);
        if (previous != null) {
            previous.additions().remove(inode);
        }
    }
}
