// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.EncodedSizeBound;
import dev.tfskit.error.AttributeExistsException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoRunnable;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file, directory, symbolic link, socket or special file. An inode is a view: its attributes are in a tuple of the
 * volume, a map from names to values, and every call reads or changes that tuple (docs/format.md, section 3.1). Two
 * views of the same tuple are equal. Thread-safe, except on a {@link VolumeBuilder}, which is for one thread.
 *
 * <p>Methods that change an inode throw {@link java.nio.file.ReadOnlyFileSystemException}, which is unchecked, on a
 * volume that was opened for reading. They throw {@link dev.tfskit.error.VolumeFailedException} when writing to the
 * device fails or has failed before, and {@link dev.tfskit.error.NoSpaceException} when the log has no room for the
 * change. The log is the part of the volume that stores all attributes.
 *
 * <p>{@link #attributes}, {@link #attribute} and {@link #asValue} return the tuples and vectors of the volume, not
 * copies, and the caller must not change them. An image can refer to its whole tree from every attribute, so copies
 * could take any amount of memory; and a copy would hide that several attributes share a value. On a volume that was
 * opened for reading, these values never change. On any other volume, entries and extents change together with the
 * volume: read them only while no thread changes it, or call {@link Directory#entries} and {@link RegularFile#extents},
 * which return snapshots. A value under another name is replaced as a whole when it changes, and
 * {@link #setAttribute(Symbol, Value)} stores a copy, so it can be read at any time, unless the image uses a part of
 * its tree under that name.
 */
public abstract sealed class Inode permits Directory, RegularFile, SymbolicLink, Socket, SpecialFile {

    private static final LogCost BOTH_TIMES =
            LogCost.ofNumber(Attributes.ACCESSED).and(LogCost.ofNumber(Attributes.MODIFIED));

    final TreeAccess tree;
    final Tuple tuple;

    Inode(TreeAccess tree, Tuple tuple) {
        this.tree = tree;
        this.tuple = tuple;
    }

    /** Returns the view for a tuple. */
    static Inode of(TreeAccess tree, Tuple tuple) {
        return switch (InodeKind.of(tuple)) {
            case DIRECTORY -> new Directory(tree, tuple);
            case FILE -> new RegularFile(tree, tuple);
            case SYMBOLIC_LINK -> new SymbolicLink(tree, tuple);
            case SOCKET -> new Socket(tree, tuple);
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE ->
                new SpecialFile(tree, tuple, SpecialNode.of(tuple).orElseThrow());
        };
    }

    /**
     * Returns the kind of the inode.
     *
     * @return the kind
     */
    public final InodeKind kind() {
        return tree.read(() -> InodeKind.of(tuple));
    }

    /**
     * Returns the number of the inode, as {@code stat} shows it on a mount. The image does not store it; it stays the
     * same while the volume is open.
     *
     * @return a number that no other inode has or has had since the volume was opened; 1 for the root
     */
    public final long sessionNumber() {
        return tree.inodes().number(tuple);
    }

    /**
     * Returns the dictionary number of the inode in the log (docs/format.md, section 2.3). It stays the same until the
     * log is compacted.
     *
     * @return the number, from 1; 0 while the inode is not in the log
     */
    public final int logNumber() {
        return tree.read(tuple::number);
    }

    /**
     * Returns all attributes as the volume stores them, including attributes that this library does not know.
     *
     * @return a snapshot, in the order of the bytes of the names. The tuples and vectors among the values are those of
     *     the volume, with the rules that the comment of this class has
     */
    public final List<Tuple.Attribute> attributes() {
        return tree.read(tuple::sorted);
    }

    /**
     * Returns an attribute as the volume stores it.
     *
     * @param name the name of the attribute
     * @return the value; empty when the attribute is not set. A tuple or vector is that of the volume, with the rules
     *     that the comment of this class has
     */
    public final Optional<Value> attribute(Symbol name) {
        return tree.read(() -> tuple.get(name));
    }

    /**
     * Returns the inode, with all inodes below it, as one value, for example to print it.
     *
     * @return the tuple of the volume: the caller must not change it, and reads it only while no thread changes the
     *     volume
     */
    public final Value asValue() {
        return tuple;
    }

    /**
     * Returns the number of names of the inode.
     *
     * @return the number; 1 when the attribute is absent or not a number, as for every directory; 0 when the last name
     *     was removed while the volume is open
     */
    public final long linkCount() {
        return tree.read(() -> tuple.get(Attributes.LINK_COUNT)
                .flatMap(Int::from)
                .filter(Int::isNonNegativeLong)
                .map(Int::magnitude)
                .orElse(1L));
    }

    /**
     * Returns when the content was last changed (mtime).
     *
     * @return the time; 1970 when the image stores none
     */
    public final Instant modified() {
        return storedModified().orElse(Instant.EPOCH);
    }

    /**
     * Returns when the content was last changed (mtime), if the image stores it. Most other writers store no times.
     *
     * @return the time; empty when the image stores none
     */
    public final Optional<Instant> storedModified() {
        return time(Attributes.MODIFIED);
    }

    /**
     * Returns when the content was last read (atime).
     *
     * @return the time; 1970 when the image stores none
     */
    public final Instant accessed() {
        return storedAccessed().orElse(Instant.EPOCH);
    }

    /**
     * Returns when the content was last read (atime), if the image stores it.
     *
     * @return the time; empty when the image stores none
     */
    public final Optional<Instant> storedAccessed() {
        return time(Attributes.ACCESSED);
    }

    /**
     * Returns when the inode was last changed (ctime). TFS does not store ctime: it is kept while the volume is open
     * and begins as mtime.
     *
     * @return the time
     */
    public final Instant changed() {
        return tree.inodes().statusChange(tuple).orElseGet(this::modified);
    }

    private Optional<Instant> time(Symbol name) {
        return tree.read(() -> tuple.get(name).flatMap(Int::from).map(DiskTime::decode));
    }

    /**
     * Returns mode, owner and group: the stored ones, or the default of the kind.
     *
     * @return the permissions
     */
    public final Permissions permissions() {
        return tree.read(() -> tuple.get(Attributes.PERMISSIONS)
                .flatMap(value -> value instanceof Text text ? Permissions.parse(text) : Optional.empty())
                .orElse(defaultPermissions()));
    }

    /** Returns the permissions of an inode that stores none. */
    abstract Permissions defaultPermissions();

    /**
     * Returns the extended attributes, without the attributes that hold the permissions and the type and number of a
     * special file.
     *
     * @return a snapshot, sorted by name
     */
    public final SortedMap<Symbol, Text> extendedAttributes() {
        return tree.read(() -> {
            SortedMap<Symbol, Text> found = new TreeMap<>();
            for (int i = 0; i < tuple.size(); i++) {
                Symbol name = tuple.nameAt(i);
                if (Attributes.isExtended(name) && tuple.valueAt(i) instanceof Text text) {
                    found.put(name, text);
                }
            }
            return found;
        });
    }

    /**
     * Returns an extended attribute.
     *
     * @param name the name, such as {@code user.comment}
     * @return the value; empty when it is not set
     */
    public final Optional<Text> extendedAttribute(Symbol name) {
        return tree.read(() -> Attributes.isExtended(name) && tuple.get(name).orElse(Flag.PRESENT) instanceof Text text
                ? Optional.of(text)
                : Optional.empty());
    }

    /**
     * Sets the time of the last change of the content (mtime). A time outside 1970 to 2106 becomes the nearest one.
     *
     * @param time the time
     * @throws IOException when the device fails or the log has no room
     */
    public final void setModified(Instant time) throws IOException {
        change(StatusChange.ofTimes(Optional.empty(), Optional.of(time)));
    }

    /**
     * Sets the time of the last access (atime). A time outside 1970 to 2106 becomes the nearest one. Reading a file
     * does not change atime.
     *
     * @param time the time
     * @throws IOException when the device fails or the log has no room
     */
    public final void setAccessed(Instant time) throws IOException {
        change(StatusChange.ofTimes(Optional.of(time), Optional.empty()));
    }

    /**
     * Sets mode, owner and group. The default of the kind is not stored.
     *
     * @param permissions the new permissions
     * @throws IOException when the device fails or the log has no room
     */
    public final void setPermissions(Permissions permissions) throws IOException {
        change(StatusChange.of(permissions));
    }

    /**
     * Changes mode, owner and times together. Times that are as stored already need no room in the log, so that such a
     * change succeeds on a full volume.
     *
     * @param change what changes
     * @throws IOException when the device fails or the log has no room; nothing has changed then
     */
    public final void change(StatusChange change) throws IOException {
        if (change.permissions().isEmpty() && tree.read(() -> hasTimes(change))) {
            tree.change(LogCost.NOTHING, ReservationPurpose.REMOVING, _ -> touchStatus(change));
            return;
        }
        tree.change(costOf(change), ReservationPurpose.ADDING, mutations -> make(mutations, change));
    }

    private static LogCost costOf(StatusChange change) {
        if (change.permissions().isEmpty()) {
            return BOTH_TIMES;
        }
        // The removal of the attribute, for the default of the kind, costs less than any text.
        Text permissions = change.permissions().get().toText();
        return BOTH_TIMES.and(LogCost.ofValue(Attributes.PERMISSIONS, permissions));
    }

    private void make(Mutations mutations, StatusChange change) {
        if (change.permissions().isPresent()) {
            setPermissions(mutations, change.permissions().get());
        }
        setTime(mutations, Attributes.ACCESSED, change.accessed());
        setTime(mutations, Attributes.MODIFIED, change.modified());
        touchStatus(change);
    }

    private void setTime(Mutations mutations, Symbol name, Optional<Instant> time) {
        if (time.isPresent()) {
            mutations.set(tuple, name, DiskTime.encode(time.get()));
        }
    }

    private boolean hasTimes(StatusChange change) {
        return has(Attributes.ACCESSED, change.accessed()) && has(Attributes.MODIFIED, change.modified());
    }

    private boolean has(Symbol name, Optional<Instant> time) {
        return time.isEmpty() || tuple.get(name).equals(time.map(DiskTime::encode));
    }

    private void setPermissions(Mutations mutations, Permissions permissions) {
        if (!permissions.equals(defaultPermissions())) {
            mutations.set(tuple, Attributes.PERMISSIONS, permissions.toText());
        } else if (tuple.has(Attributes.PERMISSIONS)) {
            mutations.remove(tuple, Attributes.PERMISSIONS);
        }
    }

    private void touchStatus(StatusChange change) {
        LiveState live = tree.live();
        if (change.changed().isPresent()) {
            live.inodes().setStatusChange(tuple, change.changed().get());
        } else {
            live.touchStatus(tuple);
        }
    }

    /**
     * Sets an extended attribute and replaces its earlier value.
     *
     * @param name the name, in the form NAMESPACE.NAME
     * @param value the value
     * @throws IllegalArgumentException when {@link Attributes#isExtended} is false for the name
     * @throws NameTooLongException when the name has more than {@value Limits#NAME_BYTES} bytes
     * @throws IOException when the device fails or the log has no room
     */
    public final void setExtendedAttribute(Symbol name, Text value) throws IOException {
        setExtendedAttribute(name, value, () -> {});
    }

    /**
     * Sets an extended attribute that is not set yet.
     *
     * @param name the name, in the form NAMESPACE.NAME
     * @param value the value
     * @throws AttributeExistsException when it is set
     * @throws IllegalArgumentException when {@link Attributes#isExtended} is false for the name
     */
    public final void createExtendedAttribute(Symbol name, Text value) throws IOException {
        setExtendedAttribute(name, value, () -> {
            if (tuple.has(name)) {
                throw new AttributeExistsException(name.quoted(), "the attribute exists already");
            }
        });
    }

    /**
     * Replaces an extended attribute.
     *
     * @param name the name, in the form NAMESPACE.NAME
     * @param value the new value
     * @throws NoSuchAttributeException when it is not set
     * @throws IllegalArgumentException when {@link Attributes#isExtended} is false for the name
     */
    public final void replaceExtendedAttribute(Symbol name, Text value) throws IOException {
        setExtendedAttribute(name, value, () -> checkHas(name));
    }

    /**
     * Removes an extended attribute, also one whose name is longer than {@link #setExtendedAttribute} takes.
     *
     * @param name the name, in the form NAMESPACE.NAME
     * @throws NoSuchAttributeException when the inode does not have it
     * @throws IllegalArgumentException when {@link Attributes#isExtended} is false for the name
     */
    public final void removeExtendedAttribute(Symbol name) throws IOException {
        checkExtended(name);
        tree.change(LogCost.ofRemoval(name), ReservationPurpose.REMOVING, mutations -> {
            checkHas(name);
            mutations.remove(tuple, name);
            tree.live().touchStatus(tuple);
        });
    }

    private void setExtendedAttribute(Symbol name, Text value, IoRunnable condition) throws IOException {
        checkExtended(name);
        if (name.length() > Limits.NAME_BYTES) {
            throw new NameTooLongException(
                    name.quoted(),
                    "an attribute's name of " + name.length() + " bytes; at most " + Limits.NAME_BYTES
                            + " are possible");
        }
        change(LogCost.ofValue(name, value), mutations -> {
            condition.run();
            mutations.set(tuple, name, value);
        });
    }

    private static void checkExtended(Symbol name) {
        if (!Attributes.isExtended(name)) {
            throw new IllegalArgumentException("not the name of an extended attribute: " + name);
        }
    }

    private void checkHas(Symbol name) throws NoSuchAttributeException {
        if (!tuple.has(name)) {
            throw new NoSuchAttributeException(name.quoted(), "there is no such attribute");
        }
    }

    /**
     * Sets an attribute that this library does not manage, for example one that another program reads.
     *
     * @param name the name of the attribute
     * @param value the value; the volume gets a copy of a tuple or vector
     * @throws IllegalArgumentException when the name is empty or one of {@link Attributes#MANAGED}
     * @throws IOException when the device fails or the log has no room
     */
    public final void setAttribute(Symbol name, Value value) throws IOException {
        setAttribute(name, value, new AttributeCopies());
    }

    /**
     * Sets an attribute to a copy of a value.
     *
     * @param copies makes the copies; one instance is for one volume, and until its next commit
     */
    final void setAttribute(Symbol name, Value value, AttributeCopies copies) throws IOException {
        Tuple.checkName(name);
        checkUnmanaged(name);
        // A tuple of the caller may get a number in the log of another volume, or change without a record.
        Value own = tree.read(() -> copies.of(value));
        EncodedSizeBound bound = copies.bound(name, own);
        change(LogCost.of(bound), mutations -> mutations.set(tuple, name, own, bound));
    }

    /**
     * Removes an attribute that this library does not manage. Nothing happens when it is not set.
     *
     * @param name the name of the attribute
     * @throws IllegalArgumentException when it is one of {@link Attributes#MANAGED}
     * @throws IOException when the device fails or the log has no room
     */
    public final void removeAttribute(Symbol name) throws IOException {
        checkUnmanaged(name);
        tree.change(LogCost.ofRemoval(name), ReservationPurpose.REMOVING, mutations -> {
            if (tuple.has(name)) {
                mutations.remove(tuple, name);
                tree.live().touchStatus(tuple);
            }
        });
    }

    private static void checkUnmanaged(Symbol name) {
        if (Attributes.MANAGED.contains(name)) {
            throw new IllegalArgumentException(name + " is managed by this library; use its method for it");
        }
    }

    private void change(LogCost most, IoConsumer<Mutations> change) throws IOException {
        tree.change(most, ReservationPurpose.ADDING, mutations -> {
            change.accept(mutations);
            tree.live().touchStatus(tuple);
        });
    }

    /**
     * Returns the number in an attribute; 0 when the attribute is absent.
     *
     * @throws TfsFormatException when the value is not a number
     */
    final long size(Symbol name) throws TfsFormatException {
        Optional<Value> value = tuple.get(name);
        if (value.isEmpty()) {
            return 0;
        }
        return Int.from(value.get())
                .filter(Int::isNonNegativeLong)
                .orElseThrow(() -> new TfsFormatException(name + " is not a number from 0 to 2^63 - 1"))
                .magnitude();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Inode that && that.tuple == tuple;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(tuple);
    }
}
