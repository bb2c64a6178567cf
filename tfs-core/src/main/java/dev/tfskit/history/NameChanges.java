package dev.tfskit.history;

import dev.tfskit.history.RecordDraft.Addition;
import dev.tfskit.history.RecordDraft.Loss;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Makes creations, links, renames, exchanges and removals out of directory entries that are set and removed. The log does not tell a rename
 * from a link: an inode that gets a name is being renamed if it loses one in the same record or in the next, which is how all
 * known writers put it. Not thread safe.
 */
final class NameChanges {

    private final Places places;
    private RecordDraft current;
    private Optional<RecordDraft> previous;

    NameChanges(final Places places) {
        this.places = places;
    }

    /** What comes now is the work of a record, which may complete what the one before began. */
    void begin(final RecordDraft record, final Optional<RecordDraft> recordBefore) {
        current = record;
        previous = recordBefore;
    }

    /** Nothing more will be learnt about a record: what has not turned out to be a rename by now is a link. */
    void leave(final RecordDraft record) {
        record.additions().keySet().stream().filter(inode -> InodeKind.of(inode) != InodeKind.DIRECTORY).forEach(places::preferFirst);
    }

    /** An entry is set, where there may have been another. */
    void set(final Tuple children, final Symbol name, final Tuple inode, final Optional<Tuple> replaced) {
        if (!current.hasRoom()) {
            places.attach(children, name, inode);
            replaced.ifPresent(other -> places.detach(children, name, other));
            return;
        }
        final Draft draft = added(children, name, inode, replaced);
        places.attach(children, name, inode);
        if (replaced.isPresent()) {
            succeeded(children, name, replaced.get(), draft, inode);
        }
    }

    /** An entry is removed. */
    void removed(final Tuple children, final Symbol name, final Tuple inode) {
        if (!current.hasRoom()) {
            places.detach(children, name, inode);
            return;
        }
        final ChangeLocation place = places.entry(children, name, inode);
        final Optional<Addition> addition = release(children, name, inode);
        if (addition.isPresent()) {
            final Change renamed = new Change.Renamed(place, addition.get().to(), InodeKind.of(inode), addition.get().replaces());
            complete(addition.get().draft(), addition.get().record(), renamed);
        } else {
            final boolean last = !places.isHeld(inode);
            final Draft draft = Draft.of(new Change.Removed(place, InodeKind.of(inode), last));
            current.add(draft);
            if (last) {
                current.losses().put(inode, new Loss(draft, current.number(), Optional.empty()));
            }
        }
    }

    private Draft added(final Tuple children, final Symbol name, final Tuple inode, final Optional<Tuple> replaced) {
        final ChangeLocation to = places.entry(children, name, inode);
        final boolean replaces = replaced.isPresent();
        if (places.role(inode) != TupleRole.INODE) {
            final Draft draft = new Draft(() -> Optional.of(creation(inode, to, replaces)));
            current.add(draft);
            return draft;
        }
        if (!places.isHeld(inode)) {
            return returned(children, name, inode, replaced);
        }
        final ChangeLocation existing = places.place(inode);
        final InodeKind kind = InodeKind.of(inode);
        // A directory has only one name, so a second one is the first half of a rename.
        final Draft draft = Draft.of(kind == InodeKind.DIRECTORY ? new Change.Renamed(existing, to, kind, replaces)
                : new Change.Linked(existing, to, kind, replaces));
        current.add(draft);
        current.additions().put(inode, new Addition(draft, current.number(), children, name, to, replaces));
        return draft;
    }

    private static Change creation(final Tuple inode, final ChangeLocation place, final boolean replaces) {
        final InodeKind kind = InodeKind.of(inode);
        final Optional<Int> length = inode.get(Attributes.FILE_LENGTH).flatMap(Int::from).filter(Int::isNonNegativeLong);
        return new Change.Created(place, kind,
                kind == InodeKind.FILE && length.isPresent() ? OptionalLong.of(length.get().magnitude()) : OptionalLong.empty(),
                inode.get(Attributes.LINK_TARGET).flatMap(target -> target instanceof Text text ? Optional.of(text) : Optional.empty()),
                replaces);
    }

    /** An inode that had lost its last name gets a name again. */
    private Draft returned(final Tuple children, final Symbol name, final Tuple inode, final Optional<Tuple> replaced) {
        final ChangeLocation last = places.place(inode);
        final ChangeLocation from = new ChangeLocation(last.tuple(), last.path(), true);
        final ChangeLocation to = places.entry(children, name, inode);
        final Optional<Loss> loss = find(RecordDraft::losses, inode);
        if (loss.isPresent() && loss.get().successor().isEmpty()) {
            final Change renamed = new Change.Renamed(from, to, InodeKind.of(inode), replaced.isPresent());
            return complete(loss.get().draft(), loss.get().record(), renamed);
        }
        if (loss.isPresent() && loss.get().successor().equals(replaced) && hasOtherNewName(replaced.get(), children, name)) {
            forget(replaced.get());
            final ChangeLocation other = new ChangeLocation(replaced.get().number(), to.path(), to.present());
            return complete(loss.get().draft(), loss.get().record(), new Change.Exchanged(other, from));
        }
        final Draft draft = Draft.of(new Change.Linked(last, to, InodeKind.of(inode), replaced.isPresent()));
        current.add(draft);
        return draft;
    }

    private boolean hasOtherNewName(final Tuple inode, final Tuple children, final Symbol name) {
        return find(RecordDraft::additions, inode).filter(addition -> !addition.isAt(children, name)).isPresent();
    }

    /** An inode lost a name to another one. */
    private void succeeded(final Tuple children, final Symbol name, final Tuple inode, final Draft draft, final Tuple successor) {
        final ChangeLocation place = places.entry(children, name, inode);
        final Optional<Addition> addition = release(children, name, inode).filter(found -> found.record() == current.number());
        if (addition.isPresent()) {
            addition.get().draft().replace(
                    new Change.Renamed(place, addition.get().to(), InodeKind.of(inode), addition.get().replaces()));
        } else if (!places.isHeld(inode)) {
            current.losses().put(inode, new Loss(draft, current.number(), Optional.of(successor)));
        }
    }

    /**
     * An inode loses a name.
     *
     * @return the other name that it has got just before, if it has: the two are a rename
     */
    private Optional<Addition> release(final Tuple children, final Symbol name, final Tuple inode) {
        final Optional<Addition> addition = find(RecordDraft::additions, inode);
        places.detach(children, name, inode);
        forget(inode);
        if (addition.isPresent()) {
            places.preferFirst(inode);
        }
        return addition.filter(found -> !found.isAt(children, name));
    }

    /** Something that an earlier draft began turns out to be half of a change. */
    private Draft complete(final Draft begun, final long record, final Change whole) {
        begun.replace(whole);
        if (record == current.number()) {
            return begun;
        }
        final Draft second = Draft.of(new Change.Completed(whole, record));
        current.add(second);
        return second;
    }

    private <T> Optional<T> find(final Function<RecordDraft, Map<Tuple, T>> table, final Tuple inode) {
        return Optional.ofNullable(table.apply(current).get(inode))
                .or(() -> previous.flatMap(record -> Optional.ofNullable(table.apply(record).get(inode))));
    }

    private void forget(final Tuple inode) {
        current.additions().remove(inode);
        previous.ifPresent(record -> record.additions().remove(inode));
    }
}
