// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.Growth;
import java.io.IOException;
import java.util.Optional;

/**
 * Lengthens an image file that is a volume by itself, in the steps that other tools use (docs/format.md, section 5).
 */
final class DeviceGrowth implements Growth {

    private static final long STEP_BYTES = 512 << 10;

    private final ResizableDevice device;
    private final TrackedDevice tracked;

    /**
     * Creates the growth of a device.
     *
     * @param device the device
     * @param tracked the same device, which records whether a flush failed
     */
    DeviceGrowth(ResizableDevice device, TrackedDevice tracked) {
        this.device = device;
        this.tracked = tracked;
    }

    /** Returns the least number of bytes in whole steps that is not less than a number. */
    static long wholeSteps(long bytes) {
        return Math.multiplyExact(Math.ceilDiv(bytes, STEP_BYTES), STEP_BYTES);
    }

    @Override
    public Optional<BlockRun> grow(long blocks) throws IOException {
        long oldBlocks = device.size() / BlockDevice.BLOCK_BYTES;
        long needed = Math.multiplyExact(Math.addExact(oldBlocks, blocks), (long) BlockDevice.BLOCK_BYTES);
        long newBytes = wholeSteps(needed);
        try {
            device.resize(newBytes);
        } catch (IOException hostIsFull) {
            return Optional.empty();
        }
        // A log must not link to blocks that a power cut can remove again.
        tracked.force();
        return Optional.of(new BlockRun(oldBlocks, newBytes / BlockDevice.BLOCK_BYTES - oldBlocks));
    }
}
