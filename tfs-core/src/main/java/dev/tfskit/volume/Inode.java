package dev.tfskit.volume;

import dev.tfskit.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that a directory entry names: a view of a tuple, which holds all there is to know (docs/format.md, section
 * 3.1). Two views are equal when they show the same tuple. Reading may be done by many threads while nobody writes.
 */
public abstract sealed class Inode permits Directory, RegularFile, SymbolicLink, Socket {

    final Volume volume;
    final Tuple tuple;

    Inode(final Volume volume, final Tuple tuple) {
        this.volume = volume;
        this.tuple = tuple;
    }

    /** The view that fits a tuple. */
    static Inode of(final Volume volume, final Tuple tuple) {
        return switch (InodeKind.of(tuple)) {
            case DIRECTORY -> new Directory(volume, tuple);
            case FILE -> new RegularFile(volume, tuple);
            case SYMBOLIC_LINK -> new SymbolicLink(volume, tuple);
            case SOCKET -> new Socket(volume, tuple);
        };
    }

    /** What it is. */
    public final InodeKind kind() {
        return InodeKind.of(tuple);
    }

    /** The tuple behind, with attributes that have no meaning here too. It is not to be changed. */
    public final Tuple tuple() {
        return tuple;
    }

    /** How many names the inode has; 1 when the attribute is absent or no number. */
    public final long linkCount() {
        return tuple.get(Attributes.LINK_COUNT).flatMap(Int::from).filter(Int::isNonNegativeLong)
                .map(Int::magnitude).orElse(1L);
    }

    /** When the content was changed; 1970 when the image does not say. */
    public final Instant modified() {
        return time(Attributes.MODIFIED);
    }

    /** When the content was last read; 1970 when the image does not say. */
    public final Instant accessed() {
        return time(Attributes.ACCESSED);
    }

    private Instant time(final Symbol name) {
        return tuple.get(name).flatMap(Int::from).map(DiskTime::decode).orElse(Instant.EPOCH);
    }

    /** Mode, owner and group: what is stored, or else the default of the kind. */
    public final Permissions permissions() {
        return tuple.get(Attributes.PERMISSIONS)
                .flatMap(value -> value instanceof Text text ? Permissions.parse(text) : Optional.empty())
                .orElse(defaultPermissions());
    }

    /** What {@link #permissions()} says when nothing is stored. */
    abstract Permissions defaultPermissions();

    /** The extended attributes by name, without the one that holds the permissions. */
    public final SortedMap<Symbol, Text> extendedAttributes() {
        final SortedMap<Symbol, Text> found = new TreeMap<>();
        for (int i = 0; i < tuple.size(); i++) {
            final Symbol name = tuple.nameAt(i);
            if (isExtendedAttribute(name) && tuple.valueAt(i) instanceof Text text) {
                found.put(name, text);
            }
        }
        return found;
    }

    /** Whether an attribute of this name, when it holds a text, is an extended attribute. */
    public static boolean isExtendedAttribute(final Symbol name) {
        for (int i = 1; i < name.length() - 1; i++) {
            if (name.byteAt(i) == '.') {
                return !name.equals(Attributes.PERMISSIONS);
            }
        }
        return false;
    }

    /** Sets the time of the last change; out of 1970 to 2106, the nearest that can be held. */
    public final void setModified(final Instant time) {
        set(Attributes.MODIFIED, DiskTime.encode(time));
    }

    /** Sets mode, owner and group. The default of the kind is not stored. */
    public final void setPermissions(final Permissions permissions) {
        if (!permissions.equals(defaultPermissions())) {
            set(Attributes.PERMISSIONS, permissions.toText());
        } else if (tuple.has(Attributes.PERMISSIONS)) {
            volume.remove(tuple, Attributes.PERMISSIONS);
        }
    }

    /**
     * Sets an extended attribute.
     *
     * @throws IllegalArgumentException when the name is not {@code NAMESPACE.NAME}
     */
    public final void setExtendedAttribute(final Symbol name, final Text value) {
        if (!isExtendedAttribute(name)) {
            throw new IllegalArgumentException("not the name of an extended attribute: " + name);
        }
        set(name, value);
    }

    /**
     * Sets an attribute as it comes, for example one that another program has made.
     *
     * @param value no tuple or vector that another volume holds
     * @throws IllegalArgumentException when it is one of {@link Attributes#MANAGED}
     */
    public final void setAttribute(final Symbol name, final Value value) {
        if (Attributes.MANAGED.contains(name)) {
            throw new IllegalArgumentException(name + " is not set this way");
        }
        set(name, value);
    }

    /** The number in an attribute that must be one if it is there; 0 when it is absent. */
    final long size(final Symbol name) throws TfsFormatException {
        final Optional<Value> value = tuple.get(name);
        if (value.isEmpty()) {
            return 0;
        }
        return Int.from(value.get()).filter(Int::isNonNegativeLong)
                .orElseThrow(() -> new TfsFormatException(name + " is not a number from 0 to 2^63 - 1"))
                .magnitude();
    }

    final void set(final Symbol name, final Value value) {
        volume.set(tuple, name, value);
    }

    @Override
    public final boolean equals(final Object other) {
        return other instanceof Inode that && that.tuple == tuple;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(tuple);
    }
}
