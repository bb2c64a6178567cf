package dev.tfskit.history;

import dev.tfskit.history.RecordDraft.Addition;
import dev.tfskit.history.RecordDraft.Loss;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Attributes;
import dev.tfskit.volume.InodeKind;
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
            final Place place = places.entry(children, name, replaced.get());
            places.detach(children, name, replaced.get());
            succeeded(replaced.get(), place, draft, inode);
        }
    }

    /** An entry is removed. */
    void removed(final Tuple children, final Symbol name, final Tuple inode) {
        if (!current.hasRoom()) {
            places.detach(children, name, inode);
            return;
        }
        final Place place = places.entry(children, name, inode);
        final boolean wasNewName = find(RecordDraft::additions, inode)
                .filter(addition -> addition.children() == children && addition.name().equals(name)).isPresent();
        places.detach(children, name, inode);
        if (wasNewName) {
            forget(inode);
        }
        if (!completesRename(inode, place, true)) {
            final boolean last = !places.isHeld(inode);
            final Draft draft = Draft.of(new Change.Removed(place, InodeKind.of(inode), last));
            current.add(draft);
            if (last) {
                current.losses().put(inode, new Loss(draft, current.number(), Optional.empty()));
            }
        }
    }

    private Draft added(final Tuple children, final Symbol name, final Tuple inode, final Optional<Tuple> replaced) {
        final Place to = places.entry(children, name, inode);
        final boolean replaces = replaced.isPresent();
        if (places.role(inode) != Role.INODE) {
            final Draft draft = new Draft(() -> Optional.of(creation(inode, to, replaces)));
            current.add(draft);
            return draft;
        }
        if (!places.isHeld(inode)) {
            return returned(inode, to, replaced);
        }
        final Place existing = places.place(inode);
        final InodeKind kind = InodeKind.of(inode);
        // A directory has only one name, so a second one is the first half of a rename.
        final Draft draft = Draft.of(kind == InodeKind.DIRECTORY ? new Change.Renamed(existing, to, kind, replaces)
                : new Change.Linked(existing, to, kind, replaces));
        current.add(draft);
        current.additions().put(inode, new Addition(draft, current.number(), children, name, to, replaces));
        return draft;
    }

    private static Change creation(final Tuple inode, final Place place, final boolean replaces) {
        final InodeKind kind = InodeKind.of(inode);
        final Optional<Int> length = inode.get(Attributes.FILE_LENGTH).flatMap(Int::from).filter(Int::isNonNegativeLong);
        return new Change.Created(place, kind,
                kind == InodeKind.FILE && length.isPresent() ? OptionalLong.of(length.get().magnitude()) : OptionalLong.empty(),
                inode.get(Attributes.LINK_TARGET).flatMap(target -> target instanceof Text text ? Optional.of(text) : Optional.empty()),
                replaces);
    }

    /** An inode that had lost its last name gets a name again. */
    private Draft returned(final Tuple inode, final Place to, final Optional<Tuple> replaced) {
        final Place from = places.place(inode);
        final Change renamed = new Change.Renamed(from, to, InodeKind.of(inode), replaced.isPresent());
        final Optional<Loss> loss = find(RecordDraft::losses, inode);
        final Optional<Tuple> successor = loss.flatMap(Loss::successor);
        if (successor.isPresent() && successor.equals(replaced)) {
            forget(successor.get());
            final Place other = new Place(successor.get().number(), to.path(), to.present());
            return complete(loss.get().draft(), loss.get().record(), new Change.Exchanged(other, from));
        }
        if (loss.isPresent() && successor.isEmpty()) {
            return complete(loss.get().draft(), loss.get().record(), renamed);
        }
        final Draft draft = Draft.of(renamed);
        current.add(draft);
        return draft;
    }

    /** An inode lost a name to another one. */
    private void succeeded(final Tuple inode, final Place place, final Draft draft, final Tuple successor) {
        if (!completesRename(inode, place, false) && !places.isHeld(inode)) {
            current.losses().put(inode, new Loss(draft, current.number(), Optional.of(successor)));
        }
    }

    /** Whether an inode that loses a name here has got another one just before: then the two are a rename. */
    private boolean completesRename(final Tuple inode, final Place from, final boolean isListed) {
        final Optional<Addition> found = find(RecordDraft::additions, inode);
        if (found.isEmpty()) {
            return false;
        }
        final Addition addition = found.get();
        final Change renamed = new Change.Renamed(from, addition.to(), InodeKind.of(inode), addition.replaces());
        forget(inode);
        places.preferFirst(inode);
        if (isListed) {
            complete(addition.draft(), addition.record(), renamed);
        } else {
            addition.draft().replace(renamed);
        }
        return true;
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
