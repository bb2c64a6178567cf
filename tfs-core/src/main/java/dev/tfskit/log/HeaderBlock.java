// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Computes block 0 of a volume, its first extension, with another label and UUID (docs/format.md, section 2.1).
 * Stateless and thread-safe.
 */
public final class HeaderBlock {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int UUID_BYTES = 2 * Long.BYTES;

    private HeaderBlock() {}

    /**
     * Returns block 0 as it would be with another label and UUID. Nothing is written. The records in the block stay the
     * same, and begin at another byte when the new label has another length.
     *
     * @param volume the device of a volume whose log is intact
     * @param identity the new label and UUID
     * @return the block; empty when the log ends in block 0, or its records leave no room for the label
     * @throws IOException when the device cannot be read
     */
    public static Optional<ByteBuffer> with(BlockDevice volume, Identity identity) throws IOException {
        OptionalLong link = linkOffset(volume);
        if (link.isEmpty()) {
            return Optional.empty();
        }
        RangeInput in = new RangeInput(new DeviceWindow(volume), List.of(new ByteRange(0, BLOCK)));
        in.seek(LogWriter.MAGIC.length());
        Varint.read(in);
        Varint.read(in);
        int uuidOffset = (int) in.offset();
        in.take(UUID_BYTES);
        while (in.next() != 0) {
            // The old label ends with a NUL.
        }
        int recordsOffset = (int) in.offset();
        in.seek(link.getAsLong() + 1);
        Varint.read(in);
        Varint.read(in);
        int recordBytes = (int) in.offset() - recordsOffset;
        int labelBytes = identity.label().text().length() + 1;
        if (uuidOffset + UUID_BYTES + labelBytes + recordBytes > BLOCK) {
            return Optional.empty();
        }
        in.seek(0);
        byte[] old = in.take(BLOCK);
        ByteBuffer block = ByteBuffer.allocate(BLOCK).put(old, 0, uuidOffset);
        block.putLong(identity.uuid().getMostSignificantBits())
                .putLong(identity.uuid().getLeastSignificantBits());
        block.put(identity.label().text().toByteArray()).put((byte) 0).put(old, recordsOffset, recordBytes);
        if (block.hasRemaining()) {
            // The format does not require it, but other implementations write it too.
            block.put((byte) Tag.END_OF_LOG.code());
        }
        return Optional.of(block.clear());
    }

    /** Returns where the link to the second extension is; empty when there is none. */
    private static OptionalLong linkOffset(BlockDevice volume) throws IOException {
        LogCursor cursor = new LogCursor(volume);
        while (cursor.hasNext()) {
            if (cursor.next() instanceof Frame.Link link) {
                return OptionalLong.of(link.offset());
            }
        }
        return OptionalLong.empty();
    }
}
