// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The last messages of the kernel, which it writes to the disk when it stops (docs/format.md, section 5).
 *
 * @param offset the offset of the crash log, in bytes from the start of the disk
 * @param bootId an unsigned number that identifies one run of the kernel
 * @param exitCode the exit code of the program or of the kernel
 * @param text the last messages
 */
public record CrashLog(long offset, long bootId, int exitCode, Text text) {

    private static final int MAGIC = 'K' | 'L' << 8 | 'O' << 16 | 'G' << 24;
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;
    /** The most bytes to search. The crash log has 4096 bytes and the boot loader before it some ten thousand. */
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Searches backwards for a crash log, block by block.
     *
     * @param disk the disk, which stays open
     * @param end the offset at which the crash log ends, in bytes: the start of the first partition
     */
    static Optional<CrashLog> find(BlockDevice disk, long end) throws IOException {
        long lastByte = Math.min(end, disk.size());
        long start = Math.max(BlockDevice.BLOCK_BYTES, end - MOST_BYTES);
        if (lastByte <= start) {
            return Optional.empty();
        }
        ByteBuffer area = ByteBuffer.allocate((int) (lastByte - start)).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(start, area);
        for (long at = end - BlockDevice.BLOCK_BYTES; at >= start; at -= BlockDevice.BLOCK_BYTES) {
            int index = (int) (at - start);
            if (index + HEADER_BYTES <= area.capacity() && area.getInt(index) == MAGIC) {
                return Optional.of(read(area, index, at));
            }
        }
        return Optional.empty();
    }

    private static CrashLog read(ByteBuffer area, int index, long offset) {
        long bootId = area.getLong(index + Integer.BYTES);
        int exitCode = area.getInt(index + Integer.BYTES + Long.BYTES);
        int textStart = index + HEADER_BYTES;
        int textEnd = textStart;
        while (textEnd < area.capacity() && area.get(textEnd) != 0) {
            textEnd++;
        }
        return new CrashLog(offset, bootId, exitCode, Text.wrap(Arrays.copyOfRange(area.array(), textStart, textEnd)));
    }
}
