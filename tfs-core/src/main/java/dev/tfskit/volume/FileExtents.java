// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * The extents of an open file, and their tuples. The lock of the file's body guards the object. Methods that change
 * tuples are for use inside one of {@link Operations}.
 */
final class FileExtents implements RunReader.Layout {

    /** The most blocks that a file can have, holes included. */
    static final long MAX_BLOCKS = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;
    /** What an operation on the content costs at most besides its extents: length, times, and {@link #change}. */
    static final LogCost COST_OF_INODE = LogCost.ofNumber(Attributes.FILE_LENGTH)
            .and(LogCost.ofNumber(Attributes.MODIFIED))
            .and(LogCost.ofRemoval(Attributes.NODE));

    private static final LogCost COST_OF_FIRST_EXTENT = LogCost.ofValue(Attributes.EXTENTS, new Tuple());

    /** The most extents that one operation removes. */
    static final int EXTENTS_AT_ONCE = 200;

    private final LiveState live;
    private final BlockPool pool;
    private final Mutations mutations;
    private final Tuple inode;
    private final Tuple extentsTuple;
    private final ExtentMap extents;
    /** The batch in which the length or the extents changed last. */
    private long changedIn;

    /**
     * Creates the layout of a file. The caller holds the lock of the namespace.
     *
     * @param changedIn the batch in which its length or its extents changed last
     * @throws TfsFormatException when its extents are malformed
     */
    FileExtents(LiveState live, RegularFile file, long changedIn) throws TfsFormatException {
        this.live = live;
        this.pool = live.mutations().pool();
        this.mutations = live.mutations();
        this.inode = file.tuple;
        this.extentsTuple = inode.tuple(Attributes.EXTENTS).orElseGet(Tuple::new);
        List<Extent> found = file.storedExtents().sound();
        long lastBlock = -1;
        for (Extent extent : found) {
            if (extent.fileEnd() > MAX_BLOCKS) {
                throw new TfsFormatException("an extent that ends at block " + extent.fileEnd()
                        + " of the file, where at most " + MAX_BLOCKS + " are possible");
            }
            // Two names of one block, such as 7 and 07, can both be read, if one of the extents is empty.
            if (extent.fileBlock() == lastBlock || !extentsTuple.has(extent.key())) {
                throw new TfsFormatException(
                        "the extent at block " + extent.fileBlock() + " of the file is stored under another name");
            }
            lastBlock = extent.fileBlock();
        }
        this.extents = new ExtentMap(found, inode, extentsTuple, mutations);
        this.changedIn = changedIn;
    }

    /** Returns the tuple of the file. */
    Tuple inode() {
        return inode;
    }

    /** Returns the extents for lookups. */
    ExtentMap extents() {
        return extents;
    }

    /** Returns the batch in which the length or the extents changed last. */
    long changedIn() {
        return changedIn;
    }

    /** Notes that the length or the extents change. Call this only inside an operation. */
    void change() {
        if (inode.has(Attributes.NODE)) {
            // Once it is empty, a file with this attribute would count as a fifo or a device.
            mutations.remove(inode, Attributes.NODE);
        }
        changedIn = live.committer().openBatch();
        live.files().noteExtentsChange(inode);
    }

    /** Returns an allocation of blocks for the file. */
    BlockAllocation allocation() {
        return new BlockAllocation(pool, live.committer(), this);
    }

    /** Frees the blocks that are set aside for the file to grow. */
    void stopGrowing() {
        pool.stopGrowing(this);
    }

    @Override
    public RunReader.Part partAt(long position) {
        long block = position / BlockDevice.BLOCK_BYTES;
        Optional<Extent> here = extents.at(block);
        long end = BlockDevice.BLOCK_BYTES * here.map(Extent::fileEnd).orElseGet(() -> nextStart(block));
        return here.filter(extent -> !extent.uninitialised())
                .map(extent -> RunReader.Part.data(end, extent.volumeOffset(position)))
                .orElseGet(() -> RunReader.Part.hole(end));
    }

    /** Returns the first block of the next extent behind a block. */
    long nextStart(long block) {
        return extents.startingBehind(block).map(Extent::fileBlock).orElse(MAX_BLOCKS);
    }

    /** Returns what an operation costs at most that adds extents in one range, each with {@link #cover}. */
    LogCost costOfCovering(List<Extent> added) {
        return COST_OF_INODE.and(COST_OF_FIRST_EXTENT).and(extents.costOfPutting(added));
    }

    /** Adds an extent, which replaces the extents in its part of the file. Call this only inside an operation. */
    void cover(Extent extent) {
        attachExtents();
        extents.put(extent).forEach(pool::free);
        change();
    }

    /** Returns what an operation costs at most that makes a hole in a part of the file with {@link #uncover}. */
    LogCost costOfUncovering(long from, long to) {
        return COST_OF_INODE.and(extents.costOfCutting(from, to));
    }

    /** Returns what an operation costs at most that makes holes of some extents, each with {@link #uncover}. */
    static LogCost costOfUncovering(List<Extent> removed) {
        return COST_OF_INODE.and(ExtentMap.costOfCutting(removed.size()));
    }

    /** Removes the extents of a part of the file, which becomes a hole. Call this only inside an operation. */
    void uncover(long from, long to) {
        extents.cut(from, to).forEach(pool::free);
        change();
    }

    private void attachExtents() {
        if (inode.tuple(Attributes.EXTENTS).isEmpty()) {
            mutations.set(inode, Attributes.EXTENTS, extentsTuple);
        }
    }

    /**
     * Returns the start of the last extents of a range that one operation may remove. It removes only so many, so that
     * the log of a full volume has room for it.
     */
    long startOfLastExtents(long from, long to) {
        return extents.startOfLast(EXTENTS_AT_ONCE, from, to);
    }

    /** Frees all blocks of a removed file. The caller holds the lock of the namespace for writing. */
    void freeAll() {
        extents.all().stream()
                .filter(extent -> extent.allocated() > 0)
                .forEach(extent -> pool.free(new BlockRun(extent.startBlock(), extent.allocated())));
    }
}
