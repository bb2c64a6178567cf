// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies bytes from file to file, block by block: TFS does not share blocks. Thread-safe. */
final class RangeCopy {

    /**
     * The most bytes of one copy. A caller goes on after a short copy; in between, other requests are answered, and the
     * caller can be killed.
     */
    private static final long MOST_BYTES = 16 << 20;

    private static final int BUFFER_BYTES = 1 << 20;

    private final ThreadLocal<ByteBuffer> buffers =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    /**
     * Copies as much as the source has of a range. The kernel has checked that two ranges of one file are apart.
     *
     * @return the number of bytes copied, which may be less than was requested
     */
    long copy(OpenFile source, long from, OpenFile target, long to, long length) throws IOException {
        long wanted = Math.min(length, MOST_BYTES);
        ByteBuffer buffer = buffers.get();
        long done = 0;
        while (done < wanted) {
            buffer.clear().limit((int) Math.min(wanted - done, BUFFER_BYTES));
            if (source.read(from + done, buffer) == 0) {
                break;
            }
            try {
                done += target.write(to + done, buffer.flip());
            } catch (NoSpaceException e) {
                if (done == 0) {
                    throw e;
                }
            }
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return done;
    }
}
