// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.List;

/** Determines what a volume does with the old bytes of blocks that it frees, for example when a file is removed. */
public enum FreedBlocks {

    /** The old bytes stay on the device until the blocks are used again. */
    KEEP {
        @Override
        void clear(BlockDevice device, List<BlockRun> runs) {
            // Nothing reads free blocks.
        }
    },

    /**
     * The old bytes become zeros after the commit that frees the blocks. A device that supports holes gives the storage
     * back ({@link BlockDevice#zero}). No later reader of the image finds the old bytes. The Nanos kernel would
     * otherwise show the old bytes where a file grows over a hole (docs/format.md, section 10).
     */
    ZERO {
        @Override
        void clear(BlockDevice device, List<BlockRun> runs) throws IOException {
            for (BlockRun run : BlockRun.joined(runs)) {
                device.zero(run.start() * BlockDevice.BLOCK_BYTES, run.length() * BlockDevice.BLOCK_BYTES);
            }
        }
    };

    /**
     * Keeps or clears the bytes of freed blocks. The commit that freed them is durable, and nothing has allocated them
     * since.
     *
     * @throws IOException when the device fails
     */
    abstract void clear(BlockDevice device, List<BlockRun> runs) throws IOException;
}
