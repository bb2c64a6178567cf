// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.TooManyLinksException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/**
 * Changes the entries of one directory, and what depends on them: link counts, the parents of directories, the number
 * of inodes, times, and the blocks of files that lose their last name. Call the methods only inside an operation of
 * {@link Operations}. A method that throws has changed nothing; it throws what the method of {@link Directory} throws
 * that does the same.
 */
final class EntryChanges {

    /** The most names that an inode can have. */
    private static final long MAX_LINKS = Integer.MAX_VALUE;

    /** What it costs to set the time of a directory. */
    private static final LogCost TOUCH = LogCost.ofNumber(Attributes.MODIFIED);

    /** What it costs to add an entry, besides the entry itself. */
    private static final LogCost AROUND_ENTRY =
            LogCost.ofValue(Attributes.CHILDREN, new Tuple()).and(TOUCH);

    private final LiveState live;
    private final Mutations mutations;
    private final Directory directory;
    private final Tuple tuple;

    EntryChanges(LiveState live, Directory directory) {
        this.live = live;
        this.mutations = live.mutations();
        this.directory = directory;
        this.tuple = directory.tuple;
    }

    /** Returns what {@link #add} costs at most. */
    static LogCost costOfAdding(Symbol name, Inode created) {
        return AROUND_ENTRY.and(LogCost.ofValue(name, created.tuple));
    }

    /** Adds an entry for a new inode. */
    void add(Symbol name, Inode created) throws IOException {
        directory.checkFree(name);
        attachChildren();
        mutations.set(children(), name, created.tuple);
        if (created instanceof Directory) {
            live.parents().put(created.tuple, tuple);
        }
        live.inodeCount().incrementAndGet();
        live.touchContent(tuple);
    }

    /** Returns what {@link #link} costs at most, unless other threads change the inode meanwhile. */
    static LogCost costOfLinking(Symbol name, Inode inode) {
        return AROUND_ENTRY.and(
                Directory.isRemoved(inode.tuple)
                        ? LogCost.ofFirstName(name, inode.tuple)
                        : LogCost.ofReference(name).and(LogCost.ofNumber(Attributes.LINK_COUNT)));
    }

    /** Adds an entry for an inode that has other names, or for an open file without one. */
    void link(Symbol name, Inode inode) throws IOException {
        directory.checkFree(name);
        long count = inode.linkCount();
        if (count == 0) {
            linkFirst(name, inode);
            return;
        }
        attachChildren();
        if (count >= MAX_LINKS) {
            throw new TooManyLinksException(name.quoted(), "at most " + MAX_LINKS + " names are possible");
        }
        mutations.refer(children(), name, inode.tuple);
        mutations.set(inode.tuple, Attributes.LINK_COUNT, Int.of(count + 1));
        live.touchStatus(inode.tuple);
        live.touchContent(tuple);
    }

    private void linkFirst(Symbol name, Inode inode) throws IOException {
        if (!live.files().noteFirstName(inode.tuple)) {
            throw new NoSuchFileException(name.quoted(), null, "the file that it would name has been removed");
        }
        attachChildren();
        mutations.nameUnnamed(children(), name, inode.tuple);
        live.inodeCount().incrementAndGet();
        live.touchStatus(inode.tuple);
        live.touchContent(tuple);
    }

    /** Returns what {@link #unlink} or {@link #removeDirectory} costs at most. */
    static LogCost costOfRemoving(Symbol name) {
        return LogCost.ofRemoval(name)
                .and(LogCost.ofNumber(Attributes.LINK_COUNT))
                .and(TOUCH);
    }

    /** Removes the entry of an inode that is not a directory. */
    void unlink(Symbol name) throws IOException {
        Inode inode = directory.existing(name);
        if (inode instanceof Directory) {
            throw new IsDirectoryException(name.quoted(), "is a directory");
        }
        dropNameOf(inode);
        mutations.removeReference(children(), name);
        live.touchContent(tuple);
    }

    /** Removes the entry of an empty directory. */
    void removeDirectory(Symbol name) throws IOException {
        if (!(directory.existing(name) instanceof Directory removed)) {
            throw new NotDirectoryException(name.quoted());
        }
        removed.checkEmpty(name);
        mutations.removeReference(children(), name);
        dropNameOf(removed);
        live.touchContent(tuple);
    }

    /**
     * Counts one name less for an inode; the caller removes the entry. Without its last name, the inode stays usable
     * for callers that hold it.
     */
    private void dropNameOf(Inode inode) throws IOException {
        long count = inode.linkCount();
        if (count > 1) {
            mutations.set(inode.tuple, Attributes.LINK_COUNT, Int.of(count - 1));
            live.touchStatus(inode.tuple);
            return;
        }
        boolean isOpen = live.files().noteLastNameRemoved(inode.tuple);
        if (inode instanceof RegularFile file && !isOpen) {
            file.storedExtents().ownedBlocks().forEach(mutations.pool()::free);
        }
        live.parents().remove(inode.tuple);
        mutations.forget(inode.tuple);
        if (!isOpen) {
            mutations.detach(inode.tuple);
        }
        live.inodeCount().decrementAndGet();
    }

    /** Returns what {@link #rename} costs at most. */
    static LogCost costOfRenaming(Symbol name, Symbol newName) {
        // An exchange refers to another inode at the present name. All other renames remove this name, for less.
        return AROUND_ENTRY
                .and(LogCost.ofReference(newName))
                .and(LogCost.ofReference(name))
                .and(LogCost.ofNumber(Attributes.LINK_COUNT))
                .and(TOUCH);
    }

    /**
     * Renames an entry, and moves it if the target is another directory.
     *
     * @param mode whether an inode at the new name is kept, replaced or exchanged with this one
     */
    void rename(Symbol name, Directory target, Symbol newName, RenameMode mode) throws IOException {
        Inode moved = directory.existing(name);
        target.checkExists();
        Optional<Inode> taken = target.lookup(newName);
        if (taken.isEmpty() && mode == RenameMode.EXCHANGE) {
            throw new NoSuchFileException(newName.quoted());
        }
        if (taken.isPresent() && mode == RenameMode.KEEP) {
            throw new FileAlreadyExistsException(newName.quoted());
        }
        checkNotInside(moved, target, name);
        if (mode == RenameMode.EXCHANGE) {
            checkNotInside(taken.get(), directory, newName);
        }
        if (taken.isPresent() && taken.get().equals(moved)) {
            return;
        }
        if (mode == RenameMode.EXCHANGE) {
            setEntry(name, taken.get());
        } else {
            if (taken.isPresent()) {
                checkReplaceable(taken.get(), moved, newName);
                dropNameOf(taken.get());
            }
            mutations.removeReference(children(), name);
        }
        new EntryChanges(live, target).setEntry(newName, moved);
        live.touchContent(tuple);
        live.touchContent(target.tuple);
    }

    /** Renames an entry, and adds an entry for a new inode in its place if the name has become free. */
    void renameLeaving(Symbol name, Inode left, Directory target, Symbol newName, RenameMode mode) throws IOException {
        rename(name, target, newName, mode);
        if (directory.lookup(name).isEmpty()) {
            add(name, left);
        }
    }

    /** Sets the inode of an entry, which may be new, to an inode that has another entry. */
    private void setEntry(Symbol name, Inode inode) {
        attachChildren();
        mutations.refer(children(), name, inode.tuple);
        if (inode instanceof Directory) {
            live.parents().put(inode.tuple, tuple);
        }
        live.touchStatus(inode.tuple);
    }

    private void checkNotInside(Inode moved, Directory target, Symbol name) throws MovedIntoItselfException {
        if (!(moved instanceof Directory)) {
            return;
        }
        DirectoryParents parents = live.parents();
        for (Optional<Tuple> at = Optional.of(target.tuple); at.isPresent(); at = parents.parent(at.get())) {
            if (at.get() == moved.tuple) {
                throw new MovedIntoItselfException(name.quoted(), "a directory cannot be moved into itself");
            }
        }
    }

    private static void checkReplaceable(Inode replaced, Inode moved, Symbol name) throws IOException {
        if (replaced instanceof Directory emptied) {
            if (!(moved instanceof Directory)) {
                throw new IsDirectoryException(name.quoted(), "is a directory, which only a directory can replace");
            }
            emptied.checkEmpty(name);
        } else if (moved instanceof Directory) {
            throw new NotDirectoryException(name.quoted());
        }
    }

    /** Creates the attribute {@code children}, which an empty root may lack: once for all entries of a batch. */
    private void attachChildren() {
        if (Changes.isLogged(tuple)
                && !Changes.isLogged(children())
                && children().size() == 0) {
            mutations.set(tuple, Attributes.CHILDREN, children());
        }
    }

    private Tuple children() {
        return directory.children();
    }
}
