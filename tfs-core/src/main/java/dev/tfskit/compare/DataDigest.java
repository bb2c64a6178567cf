// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.io.sum.Sha2;
import dev.tfskit.schema.Extent;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Computes a digest of the content of a file. Compare only files of the same length: a hole at the end does not change
 * the digest. The digest covers the blocks that are not zero, and their positions. So stored zeros are equal to a hole,
 * and a hole takes no time, whatever length an image claims for it. Not thread-safe.
 */
final class DataDigest {

    private static final int BLOCK = Extent.BLOCK_BYTES;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final MessageDigest digest = Sha2.sha256();
    private final ReadLimit limit;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer bounds = ByteBuffer.allocate(2 * Long.BYTES);

    /** The data that was added last without a gap. */
    private long start;

    private long end;

    /** Creates a digest for any number of files of one volume. */
    DataDigest(ReadLimit limit) {
        this.limit = limit;
    }

    /**
     * Computes the digest of a file.
     *
     * @return hexadecimal digits
     * @throws dev.tfskit.error.TfsFormatException when the file is damaged, or all files so far have more data than the
     *     limit
     * @throws IOException when the device cannot be read
     */
    String of(RegularFile file) throws IOException {
        digest.reset();
        start = 0;
        end = 0;
        FileContent content = file.content();
        for (RegularFile.DataRun run : file.dataRuns()) {
            // A position behind the end can be more than 2^63 - 1.
            for (long done = 0; done < run.length(); done += BUFFER_BYTES) {
                long position = run.filePosition() + done;
                int count = (int) Math.min(BUFFER_BYTES, run.length() - done);
                limit.take(count);
                content.read(position, buffer.clear().limit(count));
                addBlocks(position, count);
            }
        }
        addBounds();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Adds the blocks of the buffer that are not zero. */
    private void addBlocks(long position, int count) {
        int from = 0;
        for (int block = 0; block < count; block += BLOCK) {
            int blockEnd = Math.min(block + BLOCK, count);
            if (Arrays.mismatch(buffer.array(), block, blockEnd, ZEROS, 0, blockEnd - block) < 0) {
                add(position, from, block);
                from = blockEnd;
            }
        }
        add(position, from, count);
    }

    /** Adds a range of the buffer, of which the first byte has this position in the file. */
    private void add(long position, int from, int to) {
        if (from == to) {
            return;
        }
        if (position + from != end) {
            addBounds();
            start = position + from;
        }
        digest.update(buffer.array(), from, to - from);
        end = position + to;
    }

    /**
     * Ends a run of data: adds its start and end, behind the data. Read from their end, the digested bytes can be split
     * into runs in one way only, so files with different data or positions give different bytes.
     */
    private void addBounds() {
        digest.update(bounds.clear().putLong(start).putLong(end).flip());
    }
}
