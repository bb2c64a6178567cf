// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostFile;
import dev.tfskit.posix.HostInode;
import dev.tfskit.posix.HostOwner;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives entries of a Linux host their attributes: owner, mode, extended attributes and time. Owners are set when the
 * program runs as root. An owner or extended attribute that the host does not take is a warning. Not thread-safe.
 */
final class PosixAttributes {

    private static final int SET_GROUP_ID = 02000;
    private static final int SET_ID_BITS = 04000 | SET_GROUP_ID;

    private final long user;
    private final Consumer<EntryProblem> warnings;

    private @Nullable HostDirectory lastParent;
    /** The owner of a new file in {@link #lastParent}; null when the host does not report it. */
    private @Nullable HostOwner ownerInLastParent;

    /**
     * Creates a writer of attributes.
     *
     * @param user the effective user of the program
     * @param warnings receives each entry that lacks some of its attributes
     */
    PosixAttributes(long user, Consumer<EntryProblem> warnings) {
        this.user = user;
        this.warnings = warnings;
    }

    /**
     * Sets all attributes of a directory, a socket or a special file.
     *
     * @param made the entry
     * @param path its path in the tree, for warnings
     * @param attributes the attributes
     */
    void set(HostInode made, TreePath path, EntryAttributes attributes) throws IOException {
        set(made, path, attributes, changeOwner(path, attributes.permissions(), made::setOwner));
    }

    /**
     * Sets all attributes of a regular file.
     *
     * @param file the file, which has the owner with which the host made it
     * @param parent the directory in which it was made
     * @param path its path in the tree, for warnings
     * @param attributes the attributes
     */
    void setOfNewFile(HostFile file, HostDirectory parent, TreePath path, EntryAttributes attributes)
            throws IOException {
        Permissions permissions = attributes.permissions();
        boolean hasOwner = user == 0 && isBornWithOwner(file, parent, permissions)
                || changeOwner(path, permissions, file::setOwner);
        set(file, path, attributes, hasOwner);
    }

    /**
     * Sets the attributes of a symbolic link, which has no mode.
     *
     * @param parent the directory of the link
     * @param name the name of the link
     * @param path its path in the tree, for warnings
     * @param attributes the attributes
     */
    void setOfLink(HostDirectory parent, byte[] name, TreePath path, EntryAttributes attributes) throws IOException {
        changeOwner(path, attributes.permissions(), (uid, gid) -> parent.setOwner(name, uid, gid));
        setExtended(path, attributes, (attribute, value) -> parent.setExtendedAttribute(name, attribute, value));
        parent.setModified(name, attributes.modified());
    }

    /**
     * Sets the mode, the extended attributes and the time. Called after the change of owner, which clears bits of the
     * mode. The time comes last, because every other change sets it.
     */
    private void set(HostInode made, TreePath path, EntryAttributes attributes, boolean hasOwner) throws IOException {
        setExtended(path, attributes, made::setExtendedAttribute);
        made.setMode(mode(attributes.permissions(), hasOwner, made));
        made.setModified(attributes.modified());
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
    private boolean isBornWithOwner(HostFile file, HostDirectory parent, Permissions wanted) throws IOException {
        if (lastParent != parent) {
            lastParent = parent;
            ownerInLastParent = file.owner().orElse(null);
        }
        return ownerInLastParent != null
                && ownerInLastParent.uid() == wanted.uid()
                && ownerInLastParent.gid() == wanted.gid();
    }

    /** Sets one extended attribute of an entry. */
    @FunctionalInterface
    private interface AttributeSetter {
        void set(byte[] name, byte[] value) throws IOException;
    }

    private void setExtended(TreePath path, EntryAttributes attributes, AttributeSetter setter) throws IOException {
        for (Map.Entry<Symbol, Text> attribute : attributes.extended().entrySet()) {
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
}
