// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.message.Messages;
import dev.tfskit.schema.Extent;
import dev.tfskit.volume.RunReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/**
 * The bytes of a volume for one reader, with zeros in place of the blocks that the device fails to read. Blocks that
 * the reader loses one behind the other are one problem, because a failing disk loses thousands at once. A large file
 * has several readers, so its problems may touch. Closing reports the last problem. Not thread-safe.
 */
final class ZerosForUnreadable implements VolumeBytes {

    private final RunReader.Source volume;
    private final Consumer<String> problems;
    private long lostStart;
    private long lostEnd;
    private String reason = "";

    /**
     * Creates a reader that has lost nothing yet.
     *
     * @param volume the bytes of the volume
     * @param problems receives a text about each range of bytes that is lost
     */
    ZerosForUnreadable(RunReader.Source volume, Consumer<String> problems) {
        this.volume = volume;
        this.problems = problems;
    }

    /**
     * Falls back to single blocks where a large read fails, so that only unreadable blocks are lost.
     *
     * @throws ClosedChannelException when the device is closed, which does not mean that blocks are unreadable
     */
    @Override
    public void read(long offset, ByteBuffer target) throws ClosedChannelException {
        int start = target.position();
        try {
            volume.read(offset, target);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            target.position(start);
            if (target.remaining() <= Extent.BLOCK_BYTES) {
                lose(offset, target.remaining(), Messages.reasonInSentence(e));
                target.put(new byte[target.remaining()]);
                return;
            }
            int end = target.limit();
            for (int from = start; from < end; from += Extent.BLOCK_BYTES) {
                read(offset + (from - start), target.limit(Math.min(end, from + Extent.BLOCK_BYTES)));
            }
        }
    }

    private void lose(long offset, int bytes, String cause) {
        if (offset != lostEnd || !cause.equals(reason)) {
            close();
            lostStart = offset;
            reason = cause;
        }
        lostEnd = offset + bytes;
    }

    @Override
    public void close() {
        if (lostStart < lostEnd) {
            problems.accept("the device fails to read " + Messages.bytes(lostEnd - lostStart) + " at byte " + lostStart
                    + "; zeros instead: " + reason);
            lostStart = lostEnd;
        }
    }
}
