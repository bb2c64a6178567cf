// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Tuple;

/**
 * The parts of an empty volume. Its log begins at the same block as with the C tools, and the same blocks behind it
 * stay free for the log to grow: a kernel that finds no free runs there cannot write (docs/format.md, sections 2.1 and
 * 5).
 *
 * @param device the device of the volume
 * @param root the tuple of an empty directory
 * @param space the free blocks: all but the first extension of the log
 * @param pool allocates these blocks
 */
record EmptyVolume(TrackedDevice device, Tuple root, FreeSpace space, BlockPool pool) {

    /** The number of runs behind the log that stay free for its next extensions. */
    static final int FREE_LOG_RUNS = 2;
    /** The blocks of these runs. */
    static final BlockRun FREE_FOR_LOG =
            new BlockRun(Extension.FIRST_BLOCKS + Extension.NEXT_BLOCKS, FREE_LOG_RUNS * (long) Extension.NEXT_BLOCKS);

    /**
     * Creates the parts of a volume.
     *
     * @param bytes the largest size of the volume in bytes, rounded down to whole blocks
     * @throws NoSpaceException when a volume needs more
     */
    static EmptyVolume of(BlockDevice device, long bytes) throws NoSpaceException {
        long blocks = bytes / BlockDevice.BLOCK_BYTES;
        if (blocks < FREE_FOR_LOG.end()) {
            throw new NoSpaceException(
                    device.toString(),
                    "a volume needs at least " + FREE_FOR_LOG.end() + " blocks, and this has " + blocks
                            + "; give it a larger size");
        }
        Tuple root = new Tuple(4);
        root.set(Attributes.CHILDREN, new Tuple());
        FreeSpace space = new FreeSpace(blocks);
        space.claim(new BlockRun(0, Extension.FIRST_BLOCKS));
        return new EmptyVolume(
                new TrackedDevice(device),
                root,
                space,
                new BlockPool(blocks, space, Growth.NONE, Extension.NEXT_BLOCKS));
    }
}
