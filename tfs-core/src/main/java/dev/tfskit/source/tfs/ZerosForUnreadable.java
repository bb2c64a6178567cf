// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.volume.RunReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The bytes of a volume, with zeros in place of the blocks that the device fails to read.
 *
 * @param volume the bytes of the volume
 * @param problems receives a text about each block that is lost
 */
record ZerosForUnreadable(RunReader.Source volume, Consumer<String> problems) implements RunReader.Source {

    /** Falls back to single blocks where a large read fails, so that only unreadable blocks are lost. */
    @Override
    public void read(long offset, ByteBuffer target) {
        int start = target.position();
        try {
            volume.read(offset, target);
        } catch (IOException e) {
            target.position(start);
            if (target.remaining() <= BlockDevice.BLOCK_BYTES) {
                target.put(new byte[target.remaining()]);
                problems.accept(
                        "the device fails at byte " + offset + "; zeros instead: " + Messages.reasonInSentence(e));
                return;
            }
            int end = target.limit();
            for (int from = start; from < end; from += BlockDevice.BLOCK_BYTES) {
                read(offset + (from - start), target.limit(Math.min(end, from + BlockDevice.BLOCK_BYTES)));
            }
        }
    }
}
