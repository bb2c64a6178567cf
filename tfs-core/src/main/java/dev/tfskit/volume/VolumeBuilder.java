// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A volume whose changes all become durable together, by {@link #commit}. Only bytes that an {@link OpenFile} writes
 * over old bytes of a file take effect on the device before that. {@link Volume#create} begins a {@link NewVolume}, and
 * {@link Volume#openForUpdate} opens an {@link UpdatedVolume}. A change does not set mtime. The volume can be read at
 * any time. {@link #close} commits nothing. Not thread-safe; {@link BulkWriter} states which of its methods many
 * threads may call.
 */
public abstract sealed class VolumeBuilder extends Volume permits NewVolume, UpdatedVolume {

    final LiveState live;
    /** The values of attributes since the last commit. */
    private AttributeCopies copies = new AttributeCopies();

    VolumeBuilder(LiveState live, Identity identity, OptionalLong tornRecord) {
        super(live, identity, tornRecord);
        this.live = live;
    }

    /**
     * Returns the number of blocks to which the image can be cut.
     *
     * @return the block behind the last one that the volume uses or keeps free for its log
     */
    public final long endOfUse() {
        return live.mutations().pool().endOfUse();
    }

    /**
     * Creates a writer for the contents of new files.
     *
     * @return a writer; the files that it fills must not be open
     */
    public final BulkWriter bulkWriter() {
        return new BulkWriter(live);
    }

    /**
     * Sets the length of a file that {@link BulkWriter} fills, and leaves its extents as they are. Where the file has
     * no extent, it reads as zeros.
     *
     * @param file a file of this volume
     * @param bytes the length in bytes, at least 0
     * @throws IllegalArgumentException when the file is of another volume, or the length is negative
     * @throws IOException when the device fails
     */
    public final void setLength(RegularFile file, long bytes) throws IOException {
        live.checkOwns(file);
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative length: " + bytes);
        }
        file.setLength(bytes);
    }

    /**
     * Sets an attribute of the root that is not part of the tree, such as {@code program}.
     *
     * @param name the name of the attribute
     * @param value the value; the volume gets a copy of a tuple or vector
     * @throws IllegalArgumentException when the name is empty or one of {@link Attributes#MANAGED}
     * @throws IOException when the device fails
     */
    public final void setRootAttribute(Symbol name, Value value) throws IOException {
        root().setAttribute(name, value);
    }

    /**
     * Sets an attribute, as {@link Inode#setAttribute(Symbol, Value)} does. Until the next {@link #commit}, a tuple or
     * vector object that occurs in several values is copied once, and all these attributes share the copy. So a source
     * whose values share parts does not make the volume much larger than the source is.
     *
     * @param inode an inode of this volume
     * @param name the name of the attribute
     * @param value the value. The caller must not change its tuples and vectors before the next commit: a later call
     *     with the same object would store the contents of the first call
     * @throws IllegalArgumentException when the inode is of another volume, or the name is empty or one of
     *     {@link Attributes#MANAGED}
     * @throws IOException when the device fails
     */
    public final void setAttribute(Inode inode, Symbol name, Value value) throws IOException {
        live.checkOwns(inode);
        try {
            inode.setAttribute(name, value, copies);
        } catch (IOException | RuntimeException | Error e) {
            // Parts of the value have counted, but are not in the volume.
            copies = new AttributeCopies();
            throw e;
        }
    }

    /**
     * The result of {@link #defragment}. A file with several holes can be moved in part.
     *
     * @param isMoved whether blocks of the file get another place
     * @param isContiguous false when a part of the file stays in pieces, because no free run of blocks is long enough
     */
    public record Defragmented(boolean isMoved, boolean isContiguous) {}

    /**
     * Moves the contents of a file so that they are contiguous, except for the holes of the file. What is contiguous
     * already stays where it is. The move takes effect with the next {@link #commit}.
     *
     * @param file a file of this volume that is not open
     * @return whether the file is moved, and whether it is contiguous then
     * @throws IllegalArgumentException when the file is of another volume
     * @throws NoSpaceException when the log has no room for the new extents; a part of the file may be moved then
     * @throws IOException when the device fails, or the file is damaged
     */
    public final Defragmented defragment(RegularFile file) throws IOException {
        live.checkOwns(file);
        return new Defragmentation(live, file).run();
    }

    /**
     * Makes the present content durable, all of it or none (docs/format.md, section 8). The volume can be changed and
     * committed again.
     *
     * @throws NoSpaceException when an {@link UpdatedVolume} needs a new log, and there is no room for it; nothing has
     *     changed on the device then. It needs one after {@link UpdatedVolume#rewriteLog}, when label or UUID change
     *     together with the tree, when block 0 has no room for the new label, and when another tool has filled the log
     * @throws IOException when the device fails, or the log has no room to grow; the volume can then no longer be
     *     changed
     */
    public final void commit() throws IOException {
        // Also when this fails: part of it may have taken place.
        copies = new AttributeCopies();
        commitChanges();
    }

    /** Makes the changes durable. */
    void commitChanges() throws IOException {
        live.commit();
        if (live.device().hasUnforcedWrites()) {
            // A compaction that found no room has written to free blocks. They are no changes.
            live.device().force();
        }
    }
}
