// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;

/**
 * Blocks of a file that lie together on the volume (docs/format.md, section 3.3). All numbers are in blocks.
 *
 * @param fileBlock the first block of the file that it covers
 * @param startBlock the position of that block on the volume
 * @param length how many blocks of the file it covers
 * @param allocated how many blocks it owns, at least {@code length}
 * @param uninitialised whether it reads as zeros whatever the blocks hold
 */
public record Extent(long fileBlock, long startBlock, long length, long allocated, boolean uninitialised) {

    /** The size of a block of the format in bytes, which does not depend on the block size of the device. */
    public static final int BLOCK_BYTES = 512;

    /** The longest extent that is written, 32 MiB, in blocks; an extent that is read may be longer. */
    public static final long MAX_BLOCKS = 65536;

    /**
     * Returns the block of the file behind the last covered block.
     *
     * @return the block, counted from the start of the file
     */
    public long fileEnd() {
        return fileBlock + length;
    }

    /**
     * Returns where a byte of the file lies on the volume.
     *
     * @param position the position in the file in bytes, inside this extent
     * @return the offset on the volume in bytes
     */
    public long volumeOffset(long position) {
        return startBlock * BLOCK_BYTES + (position - fileBlock * BLOCK_BYTES);
    }

    /**
     * Reads and checks an extent (docs/format.md, section 3.3).
     *
     * @param key the name of the extent in the file's tuple of extents: its first block in the file, in decimal
     * @param value the tuple of the extent
     * @param volumeBlocks the size of the volume in blocks
     * @return the extent
     * @throws TfsFormatException when a number is missing or impossible
     */
    public static Extent of(Symbol key, Value value, long volumeBlocks) throws TfsFormatException {
        Extent stored = asStored(key, value);
        stored.checkIsInside(volumeBlocks);
        return stored;
    }

    /**
     * Reads an extent as it is stored, even if it reaches beyond the volume or covers blocks that it does not own.
     *
     * @param key as in {@link #of}
     * @param value as in {@link #of}
     * @return the extent
     * @throws TfsFormatException when a number is missing
     */
    public static Extent asStored(Symbol key, Value value) throws TfsFormatException {
        long fileBlock = Int.parseDecimal(key)
                .filter(n -> n.isNonNegativeLong() && n.magnitude() <= Long.MAX_VALUE / BLOCK_BYTES)
                .orElseThrow(() -> new TfsFormatException("an extent whose name is not a possible block number"))
                .magnitude();
        if (!(value instanceof Tuple tuple)) {
            throw new TfsFormatException("the extent at block " + fileBlock + " of the file is not a tuple");
        }
        long start = number(tuple, Attributes.EXTENT_OFFSET, fileBlock);
        long length = number(tuple, Attributes.EXTENT_LENGTH, fileBlock);
        long allocated = number(tuple, Attributes.EXTENT_ALLOCATED, fileBlock);
        boolean uninitialised = tuple.get(Attributes.EXTENT_UNINITIALISED).isPresent();
        return new Extent(fileBlock, start, length, allocated, uninitialised);
    }

    /**
     * Checks that the extent lies inside the volume, and owns the blocks that it covers.
     *
     * @param volumeBlocks the size of the volume in blocks
     * @throws TfsFormatException when it does not
     */
    public void checkIsInside(long volumeBlocks) throws TfsFormatException {
        if (startBlock > volumeBlocks || allocated > volumeBlocks - startBlock) {
            throw new TfsFormatException("the extent at block " + fileBlock + " of the file has "
                    + Messages.blocks(allocated) + " from block " + startBlock + " of a volume of " + volumeBlocks);
        }
        if (allocated < length) {
            throw new TfsFormatException("the extent at block " + fileBlock + " of the file covers "
                    + Messages.blocks(length) + " and owns only " + allocated);
        }
    }

    /**
     * Returns the part in front of a block of the file that the volume has and the file owns.
     *
     * @param end the block, counted from the start of the file; not in front of this extent
     * @param volumeBlocks the size of the volume in blocks
     * @return the part; its length may be 0
     */
    public Extent usablePart(long end, long volumeBlocks) {
        long owned = Math.min(allocated, Math.max(0, volumeBlocks - startBlock));
        return new Extent(
                fileBlock, startBlock, Math.min(Math.min(length, owned), end - fileBlock), owned, uninitialised);
    }

    private static long number(Tuple tuple, Symbol name, long fileBlock) throws TfsFormatException {
        return tuple.get(name)
                .flatMap(Int::from)
                .filter(Int::isNonNegativeLong)
                .orElseThrow(() -> new TfsFormatException(
                        "the extent at block " + fileBlock + " of the file has no valid " + name))
                .magnitude();
    }

    /**
     * Returns the tuple that the log stores.
     *
     * @return a new tuple
     */
    public Tuple toTuple() {
        Tuple tuple = new Tuple(uninitialised ? 4 : 3);
        tuple.set(Attributes.EXTENT_ALLOCATED, Int.of(allocated));
        tuple.set(Attributes.EXTENT_LENGTH, Int.of(length));
        tuple.set(Attributes.EXTENT_OFFSET, Int.of(startBlock));
        if (uninitialised) {
            tuple.set(Attributes.EXTENT_UNINITIALISED, Flag.PRESENT);
        }
        return tuple;
    }

    /**
     * Returns the name of this extent in the file's tuple of extents.
     *
     * @return the first block in the file, in decimal
     */
    public Symbol key() {
        return Symbol.of(Long.toString(fileBlock));
    }
}
