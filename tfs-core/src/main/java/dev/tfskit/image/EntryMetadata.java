// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepEquality;
import dev.tfskit.value.walk.StepBudget;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.StatusChange;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Sets the metadata of inodes of one volume to those of source entries. Not thread-safe. */
final class EntryMetadata {

    /**
     * The steps that comparisons of tuples and vectors may take: many inodes can have a large one in common. A value
     * that is not compared any more is written again.
     */
    private static final long STEPS = 100_000;

    private static final long STEPS_PER_ATTRIBUTE = 100;

    private final VolumeBuilder volume;
    private final Consumer<Notice> notices;
    private final StepBudget steps = new StepBudget(STEPS);

    /** Creates a writer of metadata. */
    EntryMetadata(VolumeBuilder volume, Consumer<Notice> notices) {
        this.volume = volume;
        this.notices = notices;
    }

    /** Adds the metadata of an entry to those of an inode. */
    void add(Inode inode, SourceEntry entry, SourceEntry.Metadata metadata) throws IOException {
        if (metadata.modified().isPresent() || metadata.permissions().isPresent()) {
            // Together: each change is an operation of its own.
            inode.change(new StatusChange(
                    metadata.permissions(), Optional.empty(), timeOf(entry, metadata), Optional.empty()));
        }
        for (Map.Entry<Symbol, Text> each : metadata.extendedAttributes().entrySet()) {
            setExtended(inode, each.getKey(), each.getValue());
        }
        for (Map.Entry<Symbol, Value> each : metadata.others().entrySet()) {
            volume.setAttribute(inode, each.getKey(), each.getValue());
        }
    }

    /**
     * Sets an extended attribute, whatever the length of its name: an image that is a source can hold a longer one than
     * {@link Inode#setExtendedAttribute} takes.
     */
    private void setExtended(Inode inode, Symbol name, Text value) throws IOException {
        if (name.length() > Limits.NAME_BYTES) {
            volume.setAttribute(inode, name, value);
        } else {
            inode.setExtendedAttribute(name, value);
        }
    }

    /** Returns the time of an entry, after a notice where the volume stores the nearest one instead. */
    private Optional<Instant> timeOf(SourceEntry entry, SourceEntry.Metadata metadata) {
        Optional<Instant> time = metadata.modified();
        if (time.isPresent() && !DiskTime.holds(time.get())) {
            notices.accept(new Notice(
                    entry.path().toString(),
                    "its time " + time.get() + " is not between 1970 and 2106; the nearest is stored"));
        }
        return time;
    }

    /**
     * Returns whether {@link #replace} would change nothing.
     *
     * @param inode an inode of a kind that the entry can have
     */
    boolean matches(Inode inode, SourceEntry.Metadata metadata) {
        return includes(inode, metadata)
                && hasPermissions(inode, permissions(inode, metadata))
                && (keepsAttributes(inode, metadata)
                        || inode.extendedAttributes().size()
                                == metadata.extendedAttributes().size());
    }

    /** Returns whether an inode has all metadata that {@link #amend} would give it. */
    boolean includes(Inode inode, SourceEntry.Metadata metadata) {
        return hasTime(inode, metadata)
                && hasPermissions(inode, metadata.permissions())
                && inode.extendedAttributes()
                        .entrySet()
                        .containsAll(metadata.extendedAttributes().entrySet())
                && hasOthers(inode, metadata);
    }

    /** Returns whether an inode has the time of an entry; true when the entry has no time. */
    static boolean hasTime(Inode inode, SourceEntry.Metadata metadata) {
        return metadata.modified().isEmpty()
                || inode.storedModified()
                        .equals(metadata.modified().map(time -> DiskTime.decode(DiskTime.encode(time))));
    }

    /** Returns whether an inode has certain permissions; true when there are none to compare. */
    private static boolean hasPermissions(Inode inode, Optional<Permissions> wanted) {
        return wanted.isEmpty() || wanted.get().equals(inode.permissions());
    }

    private boolean hasOthers(Inode inode, SourceEntry.Metadata metadata) {
        for (Map.Entry<Symbol, Value> each : metadata.others().entrySet()) {
            if (!hasAttribute(inode, each.getKey(), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean hasAttribute(Inode inode, Symbol name, Value value) {
        Optional<Value> present = inode.attribute(name);
        steps.add(STEPS_PER_ATTRIBUTE);
        // Tuples and vectors are equal to themselves alone.
        return present.isPresent() && DeepEquality.areEqual(present.get(), value, steps);
    }

    /** Returns the permissions that an entry gives; a directory keeps its own when the source knows none. */
    private static Optional<Permissions> permissions(Inode inode, SourceEntry.Metadata metadata) {
        if (metadata.permissions().isPresent() || inode instanceof Directory) {
            return metadata.permissions();
        }
        return Optional.of(inode instanceof SymbolicLink ? Permissions.LINK : Permissions.FILE);
    }

    private static boolean keepsAttributes(Inode inode, SourceEntry.Metadata metadata) {
        return inode instanceof Directory && metadata.permissions().isEmpty();
    }

    /**
     * Sets the metadata of an existing inode to those of a new inode for the entry. A time that the entry lacks stays.
     * Writes only what differs.
     */
    void replace(Inode inode, SourceEntry entry, SourceEntry.Metadata metadata) throws IOException {
        setPermissions(inode, permissions(inode, metadata));
        if (!keepsAttributes(inode, metadata)) {
            for (Symbol name : inode.extendedAttributes().keySet()) {
                if (!metadata.extendedAttributes().containsKey(name)) {
                    inode.removeExtendedAttribute(name);
                }
            }
        }
        amend(inode, entry, metadata);
    }

    private static void setPermissions(Inode inode, Optional<Permissions> wanted) throws IOException {
        if (!hasPermissions(inode, wanted)) {
            inode.setPermissions(wanted.orElseThrow());
        }
    }

    /** Adds the metadata of an entry to those of an existing inode. Writes only what differs. */
    void amend(Inode inode, SourceEntry entry, SourceEntry.Metadata metadata) throws IOException {
        if (!hasTime(inode, metadata)) {
            inode.setModified(timeOf(entry, metadata).orElseThrow());
        }
        setPermissions(inode, metadata.permissions());
        Map<Symbol, Text> present = inode.extendedAttributes();
        for (Map.Entry<Symbol, Text> each : metadata.extendedAttributes().entrySet()) {
            if (!Objects.equals(each.getValue(), present.get(each.getKey()))) {
                setExtended(inode, each.getKey(), each.getValue());
            }
        }
        for (Map.Entry<Symbol, Value> each : metadata.others().entrySet()) {
            if (!hasAttribute(inode, each.getKey(), each.getValue())) {
                volume.setAttribute(inode, each.getKey(), each.getValue());
            }
        }
    }
}
