package dev.tfskit.volume;

import dev.tfskit.IsDirectoryException;
import dev.tfskit.MovedIntoItselfException;
import dev.tfskit.NameNotAllowedException;
import dev.tfskit.NameTooLongException;
import dev.tfskit.TfsFormatException;
import dev.tfskit.TooManyLinksException;
import dev.tfskit.codec.Weight;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Int;
import dev.tfskit.value.Present;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory: names and the inodes they stand for. */
public final class Directory extends Inode {

    /** The most names that an inode can have. */
    private static final long MAX_LINKS = Integer.MAX_VALUE;
    /** Room in the log for an entry that is set or removed, and for the time of its directory. */
    private static final long ENTRY_BYTES = 2 * Weight.RECORD_BYTES + 2L * Limits.NAME_BYTES;

    Directory(final TreeAccess tree, final Tuple tuple) {
        super(tree, tuple);
    }

    /**
     * The entries, in the order of the bytes of their names: a snapshot. Without {@code .} and {@code ..}, which old volumes
     * hold.
     */
    public List<DirectoryEntry> entries() {
        final List<Tuple.Attribute> attributes = tree.look(() -> children().sorted());
        final List<DirectoryEntry> entries = new ArrayList<>(attributes.size());
        for (final Tuple.Attribute attribute : attributes) {
            if (!isDots(attribute.name())) {
                entries.add(new DirectoryEntry(tree, attribute.name(), attribute.value()));
            }
        }
        return entries;
    }

    /**
     * What a name stands for, if the directory has it.
     *
     * @throws TfsFormatException when the entry is no tuple, and so no inode
     */
    public Optional<Inode> find(final Symbol name) throws TfsFormatException {
        return tree.look(() -> lookup(name));
    }

    private Optional<Inode> lookup(final Symbol name) throws TfsFormatException {
        final Optional<Value> child = isDots(name) ? Optional.empty() : children().get(name);
        return child.isEmpty() ? Optional.empty() : Optional.of(new DirectoryEntry(tree, name, child.get()).inode());
    }

    private Inode existing(final Symbol name) throws IOException {
        return lookup(name).orElseThrow(() -> new NoSuchFileException(name.quoted()));
    }

    /**
     * The directory that holds this one.
     *
     * @return of the root, and of a directory that was removed, the directory itself; empty on a volume that was opened for reading,
     *         which does not keep track of parents
     */
    public Optional<Directory> parent() {
        return tree.parent(tuple).map(holder -> new Directory(tree, holder));
    }

    /** How many directories are in this one. */
    public int subdirectories() {
        return tree.subdirectories(this);
    }

    /** Counts the directories among the entries. */
    int countSubdirectories() {
        int count = 0;
        final Tuple children = children();
        for (int i = 0; i < children.size(); i++) {
            if (!isDots(children.nameAt(i)) && children.valueAt(i) instanceof Tuple inode && InodeKind.of(inode) == InodeKind.DIRECTORY) {
                count++;
            }
        }
        return count;
    }

    /**
     * Makes an empty directory, with the default permissions.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Directory createDirectory(final Symbol name) throws IOException {
        return createDirectory(name, Permissions.DIRECTORY);
    }

    /**
     * Makes an empty directory.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public Directory createDirectory(final Symbol name, final Permissions permissions) throws IOException {
        final Tuple child = new Tuple(3);
        child.set(Attributes.CHILDREN, new Tuple());
        final Directory created = new Directory(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Makes an empty regular file, with the default permissions.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public RegularFile createFile(final Symbol name) throws IOException {
        return createFile(name, Permissions.FILE);
    }

    /**
     * Makes an empty regular file.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public RegularFile createFile(final Symbol name, final Permissions permissions) throws IOException {
        final Tuple child = new Tuple(4);
        child.set(Attributes.EXTENTS, new Tuple());
        child.set(Attributes.FILE_LENGTH, Int.of(0));
        final RegularFile created = new RegularFile(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Makes a symbolic link, with the default permissions.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public SymbolicLink createSymbolicLink(final Symbol name, final Text target) throws IOException {
        return createSymbolicLink(name, target, Permissions.LINK);
    }

    /**
     * Makes a symbolic link.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public SymbolicLink createSymbolicLink(final Symbol name, final Text target, final Permissions permissions) throws IOException {
        final Tuple child = new Tuple(3);
        child.set(Attributes.LINK_TARGET, target);
        final SymbolicLink created = new SymbolicLink(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Makes a socket node, with the default permissions.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Socket createSocket(final Symbol name) throws IOException {
        return createSocket(name, Permissions.FILE);
    }

    /**
     * Makes a socket node.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public Socket createSocket(final Symbol name, final Permissions permissions) throws IOException {
        final Tuple child = new Tuple(3);
        child.set(Attributes.SOCKET, Present.PRESENT);
        final Socket created = new Socket(tree, child);
        add(name, created, permissions);
        return created;
    }

    private void add(final Symbol name, final Inode created, final Permissions permissions) throws IOException {
        checkName(name);
        if (!permissions.equals(created.defaultPermissions())) {
            created.tuple.set(Attributes.PERMISSIONS, permissions.toText());
        }
        final LiveState live = tree.live();
        live.mutations().now().ifPresent(time -> created.tuple.set(Attributes.MODIFIED, DiskTime.encode(time)));
        tree.change(ENTRY_BYTES + Weight.of(name, created.tuple).bytes(), LogUse.ADDING, mutations -> {
            checkFree(name);
            attachChildren(mutations);
            mutations.set(children(), name, created.tuple);
            if (created instanceof Directory) {
                live.hierarchy().put(created.tuple, tuple);
            }
            live.inodeCount().incrementAndGet();
            live.stampContent(tuple);
        });
    }

    private void checkSameVolume(final Inode other) {
        if (other.tree != tree) {
            throw new IllegalArgumentException("what is in one volume gets no name in another");
        }
    }

    private void checkFree(final Symbol name) throws FileSystemException {
        checkExists();
        if (children().has(name)) {
            throw new FileAlreadyExistsException(name.quoted());
        }
    }

    private void checkExists() throws NoSuchFileException {
        if (isGone(tuple)) {
            throw new NoSuchFileException("", null, "the directory has been removed");
        }
    }

    /** Whether an inode has lost its last name. */
    static boolean isGone(final Tuple inode) {
        return inode.get(Attributes.LINK_COUNT).filter(Int.of(0)::equals).isPresent();
    }

    /**
     * Gives an inode of this volume another name.
     *
     * @param inode no directory
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory, or the last name of the inode, has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     * @throws TooManyLinksException when the inode has as many names as can be
     */
    public void link(final Symbol name, final Inode inode) throws IOException {
        if (inode instanceof Directory) {
            throw new IllegalArgumentException("a directory has only one name");
        }
        checkSameVolume(inode);
        checkName(name);
        tree.change(2 * ENTRY_BYTES, LogUse.ADDING, mutations -> {
            checkFree(name);
            attachChildren(mutations);
            final long count = inode.linkCount();
            if (count == 0) {
                throw new NoSuchFileException(name.quoted(), null, "what it is to stand for has been removed");
            }
            if (count >= MAX_LINKS) {
                throw new TooManyLinksException(name.quoted(), "at most " + MAX_LINKS + " names are possible");
            }
            mutations.refer(children(), name, inode.tuple);
            mutations.set(inode.tuple, Attributes.LINK_COUNT, Int.of(count + 1));
            tree.live().stampStatus(inode.tuple);
            tree.live().stampContent(tuple);
        });
    }

    /**
     * Removes a name of something that is no directory. The blocks of a file are freed with its last name, or when it is closed.
     *
     * @throws NoSuchFileException when there is no such name
     * @throws IsDirectoryException when it stands for a directory
     */
    public void unlink(final Symbol name) throws IOException {
        tree.change(2 * ENTRY_BYTES, LogUse.REMOVING, mutations -> {
            final Inode inode = existing(name);
            if (inode instanceof Directory) {
                throw new IsDirectoryException(name.quoted(), "is a directory");
            }
            loseName(mutations, inode);
            mutations.remove(children(), name);
            tree.live().stampContent(tuple);
        });
    }

    /**
     * Removes an empty directory.
     *
     * @throws NoSuchFileException when there is no such name
     * @throws NotDirectoryException when it stands for something else
     * @throws DirectoryNotEmptyException when the directory has entries
     */
    public void removeDirectory(final Symbol name) throws IOException {
        tree.change(ENTRY_BYTES, LogUse.REMOVING, mutations -> {
            if (!(existing(name) instanceof Directory directory)) {
                throw new NotDirectoryException(name.quoted());
            }
            directory.checkEmpty(name);
            mutations.remove(children(), name);
            loseName(mutations, directory);
            tree.live().stampContent(tuple);
        });
    }

    private void checkEmpty(final Symbol name) throws DirectoryNotEmptyException {
        final Tuple children = children();
        for (int i = 0; i < children.size(); i++) {
            if (!isDots(children.nameAt(i))) {
                throw new DirectoryNotEmptyException(name.quoted());
            }
        }
    }

    /** Something has one name less; with the last one it is gone, though it stays usable for those who have it. */
    private void loseName(final Mutations mutations, final Inode inode) throws IOException {
        final LiveState live = tree.live();
        final long count = inode.linkCount();
        if (count > 1) {
            mutations.set(inode.tuple, Attributes.LINK_COUNT, Int.of(count - 1));
            live.stampStatus(inode.tuple);
            return;
        }
        final boolean isOpen = live.files().loseName(inode.tuple);
        if (inode instanceof RegularFile file && !isOpen) {
            file.ownedBlocks().forEach(mutations.pool()::free);
        }
        live.hierarchy().remove(inode.tuple);
        mutations.forget(inode.tuple);
        if (!isOpen) {
            mutations.bury(inode.tuple);
        }
        live.inodeCount().decrementAndGet();
    }

    /**
     * Gives what a name stands for another name, here or in another directory of the volume. When both names stand for the same
     * inode already, nothing happens.
     *
     * @param name the name now
     * @param target the directory that gets the new name
     * @param newName the new name
     * @param mode what happens when it is taken
     * @throws NoSuchFileException when there is no such name, or in {@link RenameMode#EXCHANGE} no such new name
     * @throws FileAlreadyExistsException when the new name is taken and must be kept
     * @throws IsDirectoryException when a directory would be replaced by something else
     * @throws NotDirectoryException when something else would be replaced by a directory
     * @throws DirectoryNotEmptyException when the directory that would be replaced has entries
     * @throws MovedIntoItselfException when a directory would come to lie inside itself
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the new name is too long
     */
    public void rename(final Symbol name, final Directory target, final Symbol newName, final RenameMode mode) throws IOException {
        checkSameVolume(target);
        checkName(newName);
        tree.change(6 * ENTRY_BYTES, LogUse.ADDING, mutations -> {
            final Inode moved = existing(name);
            target.checkExists();
            final Optional<Inode> taken = target.lookup(newName);
            if (taken.isEmpty() && mode == RenameMode.EXCHANGE) {
                throw new NoSuchFileException(newName.quoted());
            }
            if (taken.isPresent() && mode == RenameMode.KEEP) {
                throw new FileAlreadyExistsException(newName.quoted());
            }
            checkNotInside(moved, target, name);
            if (mode == RenameMode.EXCHANGE) {
                checkNotInside(taken.get(), this, newName);
            }
            if (taken.isPresent() && taken.get().equals(moved)) {
                return;
            }
            if (mode == RenameMode.EXCHANGE) {
                place(mutations, name, taken.get());
            } else {
                if (taken.isPresent()) {
                    checkReplaceable(taken.get(), moved, newName);
                    loseName(mutations, taken.get());
                }
                mutations.remove(children(), name);
            }
            target.place(mutations, newName, moved);
            tree.live().stampContent(tuple);
            tree.live().stampContent(target.tuple);
        });
    }

    /** A root without entries need not have had room for any. */
    private void attachChildren(final Mutations mutations) {
        if (Changes.isLogged(tuple) && !Changes.isLogged(children())) {
            mutations.set(tuple, Attributes.CHILDREN, children());
        }
    }

    private void place(final Mutations mutations, final Symbol name, final Inode inode) {
        attachChildren(mutations);
        mutations.refer(children(), name, inode.tuple);
        if (inode instanceof Directory) {
            tree.live().hierarchy().put(inode.tuple, tuple);
        }
        tree.live().stampStatus(inode.tuple);
    }

    private void checkNotInside(final Inode moved, final Directory target, final Symbol name) throws MovedIntoItselfException {
        if (!(moved instanceof Directory)) {
            return;
        }
        final Hierarchy hierarchy = tree.live().hierarchy();
        for (Optional<Tuple> at = Optional.of(target.tuple); at.isPresent(); at = hierarchy.parent(at.get())) {
            if (at.get() == moved.tuple) {
                throw new MovedIntoItselfException(name.quoted(), "a directory cannot be moved into itself");
            }
        }
    }

    private static void checkReplaceable(final Inode replaced, final Inode moved, final Symbol name) throws IOException {
        if (replaced instanceof Directory directory) {
            if (!(moved instanceof Directory)) {
                throw new IsDirectoryException(name.quoted(), "is a directory, which only a directory can replace");
            }
            directory.checkEmpty(name);
        } else if (moved instanceof Directory) {
            throw new NotDirectoryException(name.quoted());
        }
    }

    /**
     * Checks that a directory entry can have a name.
     *
     * @throws NameNotAllowedException when it is empty, one of the dots, or holds a slash or a NUL
     * @throws NameTooLongException when it is longer than {@value Limits#NAME_BYTES} bytes
     */
    public static void checkName(final Symbol name) throws NameNotAllowedException {
        if (name.length() == 0) {
            throw new NameNotAllowedException(name.quoted(), "an empty name is not possible");
        }
        if (name.length() > Limits.NAME_BYTES) {
            throw new NameTooLongException(name.quoted(),
                    "a name of " + name.length() + " bytes; at most " + Limits.NAME_BYTES + " are possible");
        }
        if (isDots(name) || name.contains('/') || name.contains('\0')) {
            throw new NameNotAllowedException(name.quoted(), "a name that is . or .. or holds a slash or a NUL is not possible");
        }
    }

    /** Whether a name is one of the two that every directory has without an entry. */
    static boolean isDots(final Symbol name) {
        return name.equals(Attributes.SELF) || name.equals(Attributes.PARENT);
    }

    private Tuple children() {
        return tuple.tuple(Attributes.CHILDREN).orElseThrow();
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.DIRECTORY;
    }
}
