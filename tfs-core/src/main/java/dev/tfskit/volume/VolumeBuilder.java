// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A new volume that is being filled, without times of changes; {@link Volume#create} creates one. Its content can be
 * read at any time, and is durable after {@link #commit}; {@link #close} commits nothing. For one thread, except as
 * {@link BulkWriter} says.
 */
public final class VolumeBuilder extends Volume {

    private final LiveState live;

    private VolumeBuilder(LiveState live, Identity identity) {
        super(live, identity, OptionalLong.empty());
        this.live = live;
    }

    static VolumeBuilder begin(BlockDevice device, Identity identity, long bytes) throws IOException {
        NewVolume made = NewVolume.of(device, bytes);
        LogReservations room = new UnboundedLogReservations(made.pool(), device.toString());
        LogWriter log = LogWriter.create(made.device(), identity, room);
        made.space().claim(NewVolume.FREE_FOR_LOG);
        return new VolumeBuilder(
                LiveState.of(
                        made.device(),
                        new LiveState.Start(
                                identity,
                                made.root(),
                                made.pool(),
                                room,
                                log,
                                new Dictionary(),
                                0,
                                null,
                                FreedBlocks.KEEP,
                                MountScan.ofNothing())),
                identity);
    }

    /**
     * Returns the number of blocks to which the image can be cut.
     *
     * @return the block behind the last one that the volume uses or keeps free for its log
     */
    public long endOfUse() {
        return live.mutations().pool().endOfUse();
    }

    /**
     * Returns the number of blocks that belong to files.
     *
     * @return the blocks that are used neither by the log nor kept free for it
     */
    public long fileBlocks() {
        long logBlocks = 0;
        for (Extension extension : logExtensions()) {
            logBlocks += extension.blocks();
        }
        Statistics statistics = live.statistics();
        return statistics.blocks() - statistics.freeBlocks() - logBlocks - NewVolume.FREE_FOR_LOG.length();
    }

    /**
     * Creates a writer for the contents of new files.
     *
     * @return a writer; the files that it fills must not be open
     */
    public BulkWriter bulkWriter() {
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
    public void setLength(RegularFile file, long bytes) throws IOException {
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
     * @param value the value; it must not hold a tuple or vector of another volume
     * @throws IllegalArgumentException when it is one of {@link Attributes#MANAGED}
     * @throws IOException when the device fails
     */
    public void setRootAttribute(Symbol name, Value value) throws IOException {
        root().setAttribute(name, value);
    }

    /**
     * Makes the present content durable (docs/format.md, section 8). The volume can be changed and committed again.
     *
     * @throws IOException when the device fails; the volume can then no longer be changed
     */
    public void commit() throws IOException {
        live.commit();
    }
}
