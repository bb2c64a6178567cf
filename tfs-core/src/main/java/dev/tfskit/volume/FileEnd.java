// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The end of an image file that is a volume by itself, while the volume is changed by one commit. The file grows with
 * what is written. When no commit follows, the file gets its old size back. A partition has a fixed end. Thread-safe.
 */
final class FileEnd {

    private static final long STEP_BYTES = 512 << 10;

    private final @Nullable ResizableDevice file;
    private final long oldBytes;
    private boolean isKept;

    /** Notes the present end of a device. */
    FileEnd(BlockDevice device) throws IOException {
        this.file = device instanceof ResizableDevice resizable ? resizable : null;
        this.oldBytes = device.size();
    }

    /** Returns whether the volume can become larger where it is. */
    boolean canMove() {
        return file != null;
    }

    /** Returns whether a run lies within the file as it was. */
    boolean includes(BlockRun run) {
        return file == null || run.end() * BlockDevice.BLOCK_BYTES <= oldBytes;
    }

    /** Makes the file so large that the log can refer to all blocks before a block. */
    synchronized void moveBehind(long block) throws IOException {
        long bytes = Math.multiplyExact(block, (long) BlockDevice.BLOCK_BYTES);
        if (file != null && file.size() < bytes) {
            file.resize(Math.multiplyExact(Math.ceilDiv(bytes, STEP_BYTES), STEP_BYTES));
        }
    }

    /** Lets the file keep its size, because the log may refer to the new blocks from now on. */
    synchronized void keep() {
        isKept = true;
    }

    /** Gives the file its old size back, unless its size is to stay. Further calls do nothing. */
    synchronized void restore() throws IOException {
        if (!isKept && file != null && file.size() > oldBytes) {
            file.resize(oldBytes);
        }
        isKept = true;
    }
}
