package dev.tfskit.volume;

import dev.tfskit.NameNotAllowedException;
import dev.tfskit.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Int;
import dev.tfskit.value.Present;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory: names and the inodes they stand for. */
public final class Directory extends Inode {

    /** The longest name, in bytes. */
    public static final int MAX_NAME_BYTES = 255;

    private static final Symbol SELF = Symbol.of(".");

    Directory(final Volume volume, final Tuple tuple) {
        super(volume, tuple);
    }

    /**
     * The entries, in the order of the bytes of their names: a snapshot. Without {@code .} and {@code ..}, which old volumes
     * hold.
     */
    public List<DirectoryEntry> entries() {
        final List<Tuple.Attribute> attributes = children().sorted();
        final List<DirectoryEntry> entries = new ArrayList<>(attributes.size());
        for (final Tuple.Attribute attribute : attributes) {
            if (!isDots(attribute.name())) {
                entries.add(new DirectoryEntry(volume, attribute.name(), attribute.value()));
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
        final Optional<Value> child = isDots(name) ? Optional.empty() : children().get(name);
        return child.isEmpty() ? Optional.empty() : Optional.of(new DirectoryEntry(volume, name, child.get()).inode());
    }

    /**
     * Makes an empty directory.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Directory createDirectory(final Symbol name) throws FileSystemException {
        final Tuple child = new Tuple(2);
        child.set(Attributes.CHILDREN, new Tuple());
        add(name, child);
        return new Directory(volume, child);
    }

    /**
     * Makes an empty regular file.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public RegularFile createFile(final Symbol name) throws FileSystemException {
        final Tuple child = new Tuple(3);
        child.set(Attributes.EXTENTS, new Tuple());
        child.set(Attributes.FILE_LENGTH, Int.of(0));
        add(name, child);
        return new RegularFile(volume, child);
    }

    /**
     * Makes a symbolic link.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public SymbolicLink createSymbolicLink(final Symbol name, final Text target) throws FileSystemException {
        final Tuple child = new Tuple(2);
        child.set(Attributes.LINK_TARGET, target);
        add(name, child);
        return new SymbolicLink(volume, child);
    }

    /**
     * Makes a socket node.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public Socket createSocket(final Symbol name) throws FileSystemException {
        final Tuple child = new Tuple(2);
        child.set(Attributes.SOCKET, Present.PRESENT);
        add(name, child);
        return new Socket(volume, child);
    }

    /**
     * Gives an inode of this volume another name.
     *
     * @param inode no directory
     * @throws FileAlreadyExistsException when the name is taken
     * @throws NameNotAllowedException when there can be no such name
     */
    public void link(final Symbol name, final Inode inode) throws FileSystemException {
        if (inode instanceof Directory) {
            throw new IllegalArgumentException("a directory has only one name");
        }
        add(name, inode.tuple);
        inode.set(Attributes.LINK_COUNT, Int.of(Math.incrementExact(inode.linkCount())));
    }

    private void add(final Symbol name, final Tuple child) throws FileSystemException {
        checkName(name);
        final Tuple children = children();
        if (children.has(name)) {
            throw new FileAlreadyExistsException(name.quoted());
        }
        volume.set(children, name, child);
    }

    /**
     * Checks that a directory entry can have a name.
     *
     * @throws NameNotAllowedException when it is empty, longer than {@value #MAX_NAME_BYTES} bytes, one of the dots, or
     *         holds a slash or a NUL
     */
    public static void checkName(final Symbol name) throws NameNotAllowedException {
        if (name.length() == 0) {
            throw new NameNotAllowedException(name.quoted(), "an empty name is not possible");
        }
        if (name.length() > MAX_NAME_BYTES) {
            throw new NameNotAllowedException(name.quoted(),
                    "a name of " + name.length() + " bytes; at most " + MAX_NAME_BYTES + " are possible");
        }
        if (isDots(name) || name.contains('/') || name.contains('\0')) {
            throw new NameNotAllowedException(name.quoted(), "a name that is . or .. or holds a slash or a NUL is not possible");
        }
    }

    private static boolean isDots(final Symbol name) {
        return name.equals(SELF) || name.equals(Attributes.PARENT);
    }

    private Tuple children() {
        return tuple.tuple(Attributes.CHILDREN).orElseThrow();
    }

    @Override
    Permissions defaultPermissions() {
        return Permissions.DIRECTORY;
    }
}
