// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.error.TooManyLinksException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
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
import java.util.function.Supplier;

/** A directory: its entries, each of which is a name and an inode. */
public final class Directory extends Inode {

    /** The number of names of an inode that has lost all of them. */
    private static final Value NO_NAMES = Int.of(0);

    Directory(TreeAccess tree, Tuple tuple) {
        super(tree, tuple);
    }

    /**
     * Returns the entries in the order of the bytes of their names. The entries {@code .} and {@code ..}, which old
     * volumes store, are left out.
     *
     * @return a snapshot
     */
    public List<DirectoryEntry> entries() {
        List<Tuple.Attribute> attributes = tree.read(() -> children().sorted());
        List<DirectoryEntry> entries = new ArrayList<>(attributes.size());
        for (Tuple.Attribute attribute : attributes) {
            if (!isDots(attribute.name())) {
                entries.add(new DirectoryEntry(tree, attribute.name(), attribute.value()));
            }
        }
        return entries;
    }

    /**
     * Finds an entry.
     *
     * @param name the name
     * @return the inode; empty when there is no such entry
     * @throws TfsFormatException when the entry is not a tuple, and so no inode
     */
    public Optional<Inode> find(Symbol name) throws TfsFormatException {
        return tree.read(() -> lookup(name));
    }

    Optional<Inode> lookup(Symbol name) throws TfsFormatException {
        Optional<Value> child = isDots(name) ? Optional.empty() : children().get(name);
        if (child.isEmpty()) {
            return Optional.empty();
        }
        if (child.get() instanceof Tuple inode) {
            return Optional.of(Inode.of(tree, inode));
        }
        throw new TfsFormatException("the entry " + name.quoted(Limits.NAME_BYTES) + " is not a tuple");
    }

    Inode existing(Symbol name) throws IOException {
        return lookup(name).orElseThrow(() -> new NoSuchFileException(name.quoted()));
    }

    /**
     * Returns the directory that holds this one.
     *
     * @return the parent; for the root and for a removed directory, the directory itself; empty on a volume that is
     *     opened for reading, which does not keep track of parents
     */
    public Optional<Directory> parent() {
        return tree.parent(tuple).map(holder -> new Directory(tree, holder));
    }

    /**
     * Returns the number of directories in this directory.
     *
     * @return the number
     */
    public int subdirectories() {
        return tree.subdirectories(this);
    }

    /** Counts the directories among the entries. */
    int countSubdirectories() {
        int count = 0;
        Tuple children = children();
        for (int i = 0; i < children.size(); i++) {
            if (!isDots(children.nameAt(i))
                    && children.valueAt(i) instanceof Tuple inode
                    && InodeKind.of(inode) == InodeKind.DIRECTORY) {
                count++;
            }
        }
        return count;
    }

    /**
     * Creates an empty directory with the default permissions.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @return the directory
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Directory createDirectory(Symbol name) throws IOException {
        return createDirectory(name, Permissions.DIRECTORY);
    }

    /**
     * Creates an empty directory.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param permissions mode, owner and group
     * @return the directory
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public Directory createDirectory(Symbol name, Permissions permissions) throws IOException {
        Tuple child = new Tuple(3);
        child.set(Attributes.CHILDREN, new Tuple());
        Directory created = new Directory(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Creates an empty regular file with the default permissions.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @return the file
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public RegularFile createFile(Symbol name) throws IOException {
        return createFile(name, Permissions.FILE);
    }

    /**
     * Creates an empty regular file.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param permissions mode, owner and group
     * @return the file
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public RegularFile createFile(Symbol name, Permissions permissions) throws IOException {
        Tuple child = new Tuple(4);
        child.set(Attributes.EXTENTS, new Tuple());
        child.set(Attributes.FILE_LENGTH, Int.of(0));
        RegularFile created = new RegularFile(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Creates an empty regular file without a name, as {@code O_TMPFILE} does. {@link #link} can give it a name while
     * it is open. Without one, it is gone when it is closed, and after a power cut.
     *
     * @param permissions mode, owner and group
     * @return the open file; the caller closes it
     * @throws NoSuchFileException when this directory has been removed
     */
    public OpenFile createUnnamedFile(Permissions permissions) throws IOException {
        Tuple created = new Tuple(6);
        created.set(Attributes.EXTENTS, new Tuple());
        created.set(Attributes.FILE_LENGTH, Int.of(0));
        created.set(Attributes.LINK_COUNT, Int.of(0));
        RegularFile file = new RegularFile(tree, created);
        if (!permissions.equals(file.defaultPermissions())) {
            created.set(Attributes.PERMISSIONS, permissions.toText());
        }
        LiveState live = tree.live();
        live.mutations().now().ifPresent(time -> created.set(Attributes.MODIFIED, DiskTime.encode(time)));
        return live.operations().run(LogCost.NOTHING, ReservationPurpose.ADDING, () -> {
            checkExists();
            live.mutations().countUnnamed(created);
            return new OpenLiveFile(file, live, live.files().openUnnamed(live, file));
        });
    }

    /**
     * Creates a symbolic link with the default permissions.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param target the target, stored byte for byte
     * @return the link
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public SymbolicLink createSymbolicLink(Symbol name, Text target) throws IOException {
        return createSymbolicLink(name, target, Permissions.LINK);
    }

    /**
     * Creates a symbolic link.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param target the target, 1 to {@value Limits#TARGET_BYTES} bytes, stored byte for byte
     * @param permissions mode, owner and group
     * @return the link
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name or no such target
     * @throws NameTooLongException when the name or the target is too long
     */
    public SymbolicLink createSymbolicLink(Symbol name, Text target, Permissions permissions) throws IOException {
        SymbolicLink.checkTarget(target);
        Tuple child = new Tuple(3);
        child.set(Attributes.LINK_TARGET, target);
        SymbolicLink created = new SymbolicLink(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Creates a socket node with the default permissions.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @return the socket
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Socket createSocket(Symbol name) throws IOException {
        return createSocket(name, Permissions.FILE);
    }

    /**
     * Creates a socket node.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param permissions mode, owner and group
     * @return the socket
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public Socket createSocket(Symbol name, Permissions permissions) throws IOException {
        Tuple child = new Tuple(3);
        child.set(Attributes.SOCKET, Flag.PRESENT);
        Socket created = new Socket(tree, child);
        add(name, created, permissions);
        return created;
    }

    /**
     * Creates a fifo or a device with the default permissions.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param node whether it is a fifo or which device it is
     * @return the special file
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public SpecialFile createSpecialFile(Symbol name, SpecialNode node) throws IOException {
        return createSpecialFile(name, node, Permissions.FILE);
    }

    /**
     * Creates a fifo or a device.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param node whether it is a fifo or which device it is
     * @param permissions mode, owner and group
     * @return the special file
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     */
    public SpecialFile createSpecialFile(Symbol name, SpecialNode node, Permissions permissions) throws IOException {
        SpecialFile created = newSpecialFile(node);
        add(name, created, permissions);
        return created;
    }

    private SpecialFile newSpecialFile(SpecialNode node) {
        Tuple child = new Tuple(5);
        child.set(Attributes.EXTENTS, new Tuple());
        child.set(Attributes.FILE_LENGTH, Int.of(0));
        child.set(Attributes.NODE, node.toText());
        return new SpecialFile(tree, child, node);
    }

    private void add(Symbol name, Inode created, Permissions permissions) throws IOException {
        checkName(name);
        begin(created, permissions);
        LogCost cost = EntryChanges.costOfAdding(name, created);
        change(() -> cost, ReservationPurpose.ADDING, entries -> entries.add(name, created));
    }

    /** Sets the permissions and the time of an inode that has no entry yet. */
    private void begin(Inode created, Permissions permissions) {
        if (!permissions.equals(created.defaultPermissions())) {
            created.tuple.set(Attributes.PERMISSIONS, permissions.toText());
        }
        tree.live().mutations().now().ifPresent(time -> created.tuple.set(Attributes.MODIFIED, DiskTime.encode(time)));
    }

    /** Changes entries in one operation. */
    private void change(Supplier<LogCost> most, ReservationPurpose use, IoConsumer<EntryChanges> change)
            throws IOException {
        LiveState live = tree.live();
        live.operations().run(most, use, () -> {
            change.accept(new EntryChanges(live, this));
            return true;
        });
    }

    private void checkSameVolume(Inode other) {
        if (other.tree != tree) {
            throw new IllegalArgumentException("an inode of one volume cannot get a name in another");
        }
    }

    void checkFree(Symbol name) throws FileSystemException {
        checkExists();
        if (children().has(name)) {
            throw new FileAlreadyExistsException(name.quoted());
        }
    }

    void checkExists() throws NoSuchFileException {
        if (isRemoved(tuple)) {
            throw new NoSuchFileException("", null, "the directory has been removed");
        }
    }

    /** Returns whether the last name of an inode has been removed. */
    static boolean isRemoved(Tuple inode) {
        Optional<Value> names = inode.get(Attributes.LINK_COUNT);
        return names.isPresent() && names.get().equals(NO_NAMES);
    }

    /**
     * Gives an inode of this volume another name, or an open file of {@link #createUnnamedFile} its first one.
     *
     * @param name the name, 1 to {@value Limits#NAME_BYTES} bytes
     * @param inode the inode; not a directory
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NoSuchFileException when this directory, or the last name of the inode, has been removed
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the name is too long
     * @throws TooManyLinksException when the inode has as many names as the format allows
     * @throws IllegalArgumentException when the inode is a directory or of another volume
     */
    public void link(Symbol name, Inode inode) throws IOException {
        if (inode instanceof Directory) {
            throw new IllegalArgumentException("a directory has only one name");
        }
        checkSameVolume(inode);
        checkName(name);
        change(
                () -> EntryChanges.costOfLinking(name, inode),
                ReservationPurpose.ADDING,
                entries -> entries.link(name, inode));
    }

    /**
     * Removes a name of an inode that is not a directory. The blocks of a file are freed with its last name; those of
     * an open file, when it is closed for the last time.
     *
     * @param name the name
     * @throws NoSuchFileException when there is no such name
     * @throws IsDirectoryException when the name stands for a directory
     */
    public void unlink(Symbol name) throws IOException {
        change(() -> EntryChanges.costOfRemoving(name), ReservationPurpose.REMOVING, entries -> entries.unlink(name));
    }

    /**
     * Removes an empty directory.
     *
     * @param name the name
     * @throws NoSuchFileException when there is no such name
     * @throws NotDirectoryException when the name stands for an inode that is not a directory
     * @throws DirectoryNotEmptyException when the directory has entries
     */
    public void removeDirectory(Symbol name) throws IOException {
        change(
                () -> EntryChanges.costOfRemoving(name),
                ReservationPurpose.REMOVING,
                entries -> entries.removeDirectory(name));
    }

    void checkEmpty(Symbol name) throws DirectoryNotEmptyException {
        Tuple children = children();
        for (int i = 0; i < children.size(); i++) {
            if (!isDots(children.nameAt(i))) {
                throw new DirectoryNotEmptyException(name.quoted());
            }
        }
    }

    /**
     * Renames an entry, and may move it to another directory of the volume. When both names stand for the same inode
     * already, nothing happens; but {@link RenameMode#KEEP} refuses a taken name in this case, too.
     *
     * @param name the present name
     * @param target the directory for the new name
     * @param newName the new name
     * @param mode what happens when the new name is taken
     * @throws NoSuchFileException when there is no such name, or in {@link RenameMode#EXCHANGE} no such new name, or
     *     the target directory has been removed
     * @throws FileAlreadyExistsException when the new name is taken and must be kept
     * @throws IsDirectoryException when a directory would be replaced by something else
     * @throws NotDirectoryException when something else would be replaced by a directory
     * @throws DirectoryNotEmptyException when the directory that would be replaced has entries
     * @throws MovedIntoItselfException when a directory would come to lie inside itself
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the new name is too long
     * @throws IllegalArgumentException when the target directory is of another volume
     */
    public void rename(Symbol name, Directory target, Symbol newName, RenameMode mode) throws IOException {
        checkSameVolume(target);
        checkName(newName);
        change(
                () -> EntryChanges.costOfRenaming(name, newName),
                ReservationPurpose.ADDING,
                entries -> entries.rename(name, target, newName, mode));
    }

    /**
     * Renames an entry as {@link #rename} does, and leaves a {@linkplain SpecialNode#WHITEOUT whiteout} at the present
     * name, both in one commit. When both names stand for the same inode already, nothing happens; but
     * {@link RenameMode#KEEP} refuses a taken name in this case, too.
     *
     * @param name the present name
     * @param target the directory for the new name
     * @param newName the new name
     * @param mode what happens when the new name is taken; not {@link RenameMode#EXCHANGE}, which leaves no name free
     * @param permissions mode, owner and group of the whiteout
     * @throws NoSuchFileException when there is no such name, or the target directory has been removed
     * @throws FileAlreadyExistsException when the new name is taken and must be kept
     * @throws IsDirectoryException when a directory would be replaced by something else
     * @throws NotDirectoryException when something else would be replaced by a directory
     * @throws DirectoryNotEmptyException when the directory that would be replaced has entries
     * @throws MovedIntoItselfException when a directory would come to lie inside itself
     * @throws NameNotAllowedException when there can be no such name
     * @throws NameTooLongException when the new name is too long
     * @throws IllegalArgumentException when the target directory is of another volume, or the mode is
     *     {@link RenameMode#EXCHANGE}
     */
    public void renameLeavingWhiteout(
            Symbol name, Directory target, Symbol newName, RenameMode mode, Permissions permissions)
            throws IOException {
        if (mode == RenameMode.EXCHANGE) {
            throw new IllegalArgumentException("an exchange leaves no name free for a whiteout");
        }
        checkSameVolume(target);
        checkName(newName);
        SpecialFile whiteout = newSpecialFile(SpecialNode.WHITEOUT);
        begin(whiteout, permissions);
        LogCost cost = EntryChanges.costOfRenaming(name, newName).and(EntryChanges.costOfAdding(name, whiteout));
        change(
                () -> cost,
                ReservationPurpose.ADDING,
                entries -> entries.renameLeaving(name, whiteout, target, newName, mode));
    }

    /**
     * Checks that a directory entry can have a name.
     *
     * @param name the name
     * @throws NameNotAllowedException when it is empty, one of the dots, or holds a slash or a NUL
     * @throws NameTooLongException when it is longer than {@value Limits#NAME_BYTES} bytes
     */
    public static void checkName(Symbol name) throws NameNotAllowedException {
        if (name.length() == 0) {
            throw new NameNotAllowedException(name.quoted(), "an empty name is not possible");
        }
        if (name.length() > Limits.NAME_BYTES) {
            throw new NameTooLongException(
                    name.quoted(),
                    "a name of " + name.length() + " bytes; at most " + Limits.NAME_BYTES + " are possible");
        }
        if (isDots(name) || name.contains('/') || name.contains('\0')) {
            throw new NameNotAllowedException(
                    name.quoted(), "a name that is . or .. or holds a slash or a NUL is not possible");
        }
    }

    /** Returns whether a name is {@code .} or {@code ..}, which need no entry. */
    static boolean isDots(Symbol name) {
        return name.equals(Attributes.SELF) || name.equals(Attributes.PARENT);
    }

    Tuple children() {
        return tuple.tuple(Attributes.CHILDREN).orElseThrow();
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.DIRECTORY;
    }
}
