// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.io.Handover;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileIdentity;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostError;
import dev.tfskit.posix.HostFile;
import dev.tfskit.posix.HostInode;
import dev.tfskit.posix.HostNode;
import dev.tfskit.posix.HostOwner;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.posix.tree.OpenDirectories;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SpecialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a tree on Linux, relative to open directories. Owners are set when the program runs as root. */
final class PosixTree implements TargetTree {

    private static final int SET_GROUP_ID = 02000;
    private static final int SET_ID_BITS = 04000 | SET_GROUP_ID;

    private final PosixHost host;
    private final HostDirectory root;
    private final OpenDirectories directories;
    /** Other open directories, because the names of an inode may be far from each other. */
    private @Nullable OpenDirectories others;

    private final Consumer<EntryProblem> warnings;
    private final long user;
    private @Nullable HostDirectory lastParent;
    /** The owner of a new file in {@link #lastParent}; null when the host does not report it. */
    private @Nullable HostOwner ownerInLastParent;

    /** Creates a tree in an existing directory. */
    PosixTree(PosixHost host, Path directory, Consumer<EntryProblem> warnings) throws IOException {
        this(host, host.openDirectory(directory), warnings);
    }

    private PosixTree(PosixHost host, HostDirectory root, Consumer<EntryProblem> warnings) {
        this.host = host;
        this.root = root;
        this.directories = new OpenDirectories(root);
        this.warnings = warnings;
        this.user = host.effectiveUser();
    }

    /** Opens the root by its descriptor: its name may lead elsewhere by now. */
    @Override
    public Optional<Opener> opener() {
        return Optional.of(forWarnings -> {
            PosixHost other = PosixHost.open().orElseThrow();
            try (Handover handover = new Handover(other)) {
                return handover.to(new PosixTree(other, other.reopen(root), forWarnings));
            }
        });
    }

    @Override
    public boolean makeDirectory(Place place) throws IOException {
        try {
            parent(place).makeDirectory(name(place));
            return true;
        } catch (FileAlreadyExistsException e) {
            // Accepts an existing directory, but not a link to one.
            parent(place).openDirectory(name(place)).close();
            return false;
        }
    }

    @Override
    public HostOutput createFile(Place place) throws IOException {
        HostDirectory parent = parent(place);
        return new Output(parent, place, parent.createFile(name(place)));
    }

    @Override
    public void makeSymbolicLink(Place place, Text target, Inode inode) throws IOException {
        HostDirectory parent = parent(place);
        byte[] name = name(place);
        parent.makeSymbolicLink(name, target.toByteArray());
        changeOwner(place.path(), inode.permissions(), (uid, gid) -> parent.setOwner(name, uid, gid));
        setExtendedAttributes(
                place.path(), inode, (attribute, value) -> parent.setExtendedAttribute(name, attribute, value));
        parent.setModified(name, inode.modified());
    }

    @Override
    public void makeLink(Place place, TreePath first) throws IOException {
        if (others == null) {
            others = new OpenDirectories(directories.at(TreePath.ROOT).duplicate());
        }
        HostDirectory from = others.at(first.parent().orElseThrow());
        parent(place).makeLink(name(place), from, first.name().toByteArray());
    }

    @Override
    public void makeSocket(Place place, Inode inode) throws IOException {
        try (HostNode node = parent(place).makeSocket(name(place))) {
            setOwnerAndAttributes(node, place.path(), inode);
        }
    }

    @Override
    public boolean makeSpecialFile(Place place, SpecialFile inode) throws IOException {
        Optional<HostNode> made = makeNode(parent(place), name(place), inode.node());
        if (made.isEmpty()) {
            return false;
        }
        try (HostNode node = made.get()) {
            setOwnerAndAttributes(node, place.path(), inode);
        }
        return true;
    }

    /** Makes a fifo or a device; returns nothing when the host does not allow the device. */
    private Optional<HostNode> makeNode(HostDirectory parent, byte[] name, SpecialNode node) throws IOException {
        DeviceNumber device = new DeviceNumber(node.major(), node.minor());
        return switch (node.kind()) {
            case CHARACTER_DEVICE -> makeDevice(() -> parent.makeCharacterDevice(name, device));
            case BLOCK_DEVICE -> makeDevice(() -> parent.makeBlockDevice(name, device));
            case FIFO, DIRECTORY, FILE, SYMBOLIC_LINK, SOCKET -> Optional.of(parent.makeFifo(name));
        };
    }

    /** Makes a device, if that is allowed. Root of a container or a user namespace may not. */
    private Optional<HostNode> makeDevice(IoSupplier<HostNode> making) throws IOException {
        if (user != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(making.get());
        } catch (AccessDeniedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void demandIsReplaceable(TreePath path) throws IOException {
        Place place = Place.of(path);
        HostDirectory parent = parent(place);
        try (HostDirectory old = parent.openDirectory(name(place))) {
            new OldDirectory(old.descriptorPath()).demandIsEmpty();
        } catch (NotDirectoryException | NoSuchFileException | AccessDeniedException e) {
            // Nothing speaks against it: it is no directory, or gone, or its entries cannot be listed.
        }
    }

    @Override
    public void replace(Place temporary) throws IOException {
        HostDirectory parent = parent(temporary);
        byte[] name = temporary.path().name().toByteArray();
        try {
            parent.rename(name(temporary), name);
        } catch (NotDirectoryException | FileAlreadyExistsException | AccessDeniedException e) {
            // Only the new entry is a directory, or the file system of the host renames nothing over another entry;
            // sshfs refuses that as if it were not permitted.
            replaceInSteps(parent, temporary, name);
        } catch (FileSystemException e) {
            if (e.getReason() == null || !HostError.IS_A_DIRECTORY.isStartOf(e.getReason())) {
                throw e;
            }
            parent.removeDirectory(name);
            parent.rename(name(temporary), name);
        }
    }

    /** Gives the old entry another name first, and its own name back when the new entry does not get it. */
    private void replaceInSteps(HostDirectory parent, Place temporary, byte[] name) throws IOException {
        Place old = Place.ofOld(temporary.path());
        parent.rename(name, name(old));
        try {
            parent.rename(name(temporary), name);
        } catch (IOException e) {
            giveBack(parent, old, name, e);
            throw e;
        }
        try {
            remove(parent, name(old));
        } catch (FileSystemException e) {
            warnings.accept(new EntryProblem(
                    old.path(),
                    "the old entry could not be removed: " + Messages.reasonInSentence(e) + "; it is now "
                            + old.name()));
        }
    }

    /** Gives an old entry its own name back after a failure. */
    private static void giveBack(HostDirectory parent, Place old, byte[] name, IOException failure) throws IOException {
        try {
            parent.rename(name(old), name);
        } catch (FileSystemException e) {
            FileSystemException lost = new FileSystemException(
                    old.path().toString(),
                    null,
                    "could not be replaced, and the old entry lost its name: " + Messages.reasonInSentence(e)
                            + "; it is now " + old.name());
            lost.addSuppressed(failure);
            throw lost;
        }
    }

    @Override
    public void discard(Place temporary) throws IOException {
        try {
            remove(parent(temporary), name(temporary));
        } catch (NoSuchFileException gone) {
            // It was never made, or has the name of its path by now.
        }
    }

    private static void remove(HostDirectory parent, byte[] name) throws IOException {
        try {
            parent.removeDirectory(name);
        } catch (NotDirectoryException e) {
            parent.remove(name);
        }
    }

    @Override
    public boolean isSame(TreePath path, Path file) throws IOException {
        Place place = Place.of(path);
        Optional<FileIdentity> entry = parent(place).identity(name(place));
        return entry.isPresent() && entry.equals(host.identity(file));
    }

    @Override
    public void finishDirectory(TreePath path, Inode inode) throws IOException {
        setOwnerAndAttributes(directories.at(path), path, inode);
    }

    private void setOwnerAndAttributes(HostInode made, TreePath path, Inode inode) throws IOException {
        setAttributes(made, path, inode, changeOwner(path, inode.permissions(), made::setOwner));
    }

    /** Changes the owner of an entry. */
    @FunctionalInterface
    private interface OwnerChange {
        void run(long uid, long gid) throws IOException;
    }

    /**
     * Changes owner and group as root, and returns whether the entry has the wanted owner now. In a user namespace,
     * root can set only the owners that the namespace maps.
     */
    private boolean changeOwner(TreePath path, Permissions permissions, OwnerChange change) throws IOException {
        if (user != 0) {
            return user == permissions.uid();
        }
        try {
            change.run(permissions.uid(), permissions.gid());
            return true;
        } catch (FileSystemException e) {
            warnings.accept(new EntryProblem(
                    path,
                    "its owner " + permissions.uid() + " and group " + permissions.gid() + " could not be set: "
                            + Messages.reasonInSentence(e)));
            return false;
        }
    }

    /**
     * Returns whether new files have the wanted owner from the start. That depends on the directory, for example on its
     * setgid bit, and not on the file, so the answer for the first file holds for all.
     */
    private boolean hasOwner(HostDirectory parent, HostFile file, Permissions wanted) throws IOException {
        if (lastParent != parent) {
            lastParent = parent;
            ownerInLastParent = file.owner().orElse(null);
        }
        return ownerInLastParent != null
                && ownerInLastParent.uid() == wanted.uid()
                && ownerInLastParent.gid() == wanted.gid();
    }

    /**
     * Sets the mode, the extended attributes and the time. Called after the change of owner, which clears bits of the
     * mode. The time comes last, because every other change sets it.
     */
    private void setAttributes(HostInode made, TreePath path, Inode inode, boolean given) throws IOException {
        setExtendedAttributes(path, inode, made::setExtendedAttribute);
        made.setMode(mode(inode.permissions(), given, made));
        made.setModified(inode.modified());
    }

    /** Sets one extended attribute of an entry. */
    @FunctionalInterface
    private interface AttributeSetter {
        void set(byte[] name, byte[] value) throws IOException;
    }

    private void setExtendedAttributes(TreePath path, Inode inode, AttributeSetter setter) throws IOException {
        for (Map.Entry<Symbol, Text> attribute : inode.extendedAttributes().entrySet()) {
            try {
                setter.set(
                        attribute.getKey().toByteArray(), attribute.getValue().toByteArray());
            } catch (FileSystemException e) {
                warnings.accept(new EntryProblem(
                        path,
                        "its extended attribute " + attribute.getKey() + " could not be set: "
                                + Messages.reasonInSentence(e)));
            }
        }
    }

    /**
     * Returns the mode without the set-ID bits of an owner or group that the entry does not have: the program must not
     * run as the extracting user or with that user's group.
     */
    private int mode(Permissions wanted, boolean hasOwner, HostInode made) throws IOException {
        if (!hasOwner) {
            return wanted.mode() & ~SET_ID_BITS;
        }
        boolean needsGroup = user != 0 && (wanted.mode() & SET_GROUP_ID) != 0;
        boolean lacksGroup = needsGroup
                && made.owner().filter(owner -> owner.gid() == wanted.gid()).isEmpty();
        return lacksGroup ? wanted.mode() & ~SET_GROUP_ID : wanted.mode();
    }

    private HostDirectory parent(Place place) throws IOException {
        return directories.at(place.path().parent().orElseThrow());
    }

    private static byte[] name(Place place) {
        return place.name().toByteArray();
    }

    @Override
    public void close() {
        directories.close();
        if (others != null) {
            others.close();
        }
        host.close();
    }

    /** A file that is being written. */
    private final class Output implements HostOutput {

        private final HostDirectory parent;
        private final Place place;
        private final HostFile file;
        private boolean finished;

        Output(HostDirectory parent, Place place, HostFile file) {
            this.parent = parent;
            this.place = place;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void setLength(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void finish(Inode inode) throws IOException {
            Permissions permissions = inode.permissions();
            boolean given = user == 0 && hasOwner(parent, file, permissions)
                    || changeOwner(place.path(), permissions, file::setOwner);
            setAttributes(file, place.path(), inode, given);
            finished = true;
        }

        @Override
        public void close() throws IOException {
            boolean whole = false;
            try {
                file.close();
                whole = finished;
            } finally {
                if (!whole) {
                    parent.remove(name(place));
                }
            }
        }
    }
}
