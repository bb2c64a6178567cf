// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoder.RecordSink;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Appends records to a log, with the commit protocol of docs/format.md, section 8: everything that is new is written
 * and flushed first, and then the one block that held the old end of the log, which makes it count. Until that block
 * lands, the old log stands. In a fresh volume, and for a log that replaces another, that block is block 0. Nothing
 * else in this project writes to the log of a volume in use; {@link UuidStamp} fills in the UUID of a finished volume
 * before it is used. Not thread safe.
 */
public final class LogWriter implements RecordSink {

    static final String MAGIC = "NVMTFS";

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** Another writer turns the end of log into an end of segment and puts a link and an end of log behind it. */
    private static final int LINK_ROOM_BYTES = 1 + (1 + 2 * Varint.MAX_BYTES) + 1;

    private static final int PART_HEAD_BYTES = 1 + 2 * Varint.MAX_BYTES;
    private static final int MAX_HEAD_BYTES = MAGIC.length() + 2 * Varint.MAX_BYTES;

    private final TrackedDevice device;
    private final ExtensionSource source;
    private final List<Extension> chain = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Set by the factories.
    private Extension extension;
    /** The bytes of the extension from {@code bufferStart} on, up to where the next tag goes. */
    private final Output buffer = new Output();
    /** A volume offset, at the start of a block. */
    private long bufferStart;
    /** The block whose writing is the commit, once it has left the buffer. */
    private final byte[] commitBlock = new byte[BLOCK];

    private long commitBlockStart;
    private boolean commitBlockIsInBuffer;
    /** Where another tool began a record that it never finished. */
    private OptionalLong torn = OptionalLong.empty();

    /** Gives blocks to a log that has filled the ones it has. */
    @FunctionalInterface
    public interface ExtensionSource {
        /**
         * Blocks for another extension.
         *
         * @return where it goes; its encoding is version 5
         * @throws IOException when the volume has no room
         */
        Extension allocate() throws IOException;

        /** Takes back an extension that no longer belongs to the log, durably so; it is just left unused by default. */
        default void release(Extension extension) {}
    }

    private LogWriter(TrackedDevice device, ExtensionSource source) {
        this.device = device;
        this.source = source;
    }

    /**
     * Begins a log, of a fresh volume or one that replaces the log of another. Nothing is written to block 0 before the
     * first {@link #commit}, which makes this the log of the volume.
     *
     * @param device takes the volume, from its first byte
     * @param identity what the first header says
     * @param source asked for the second extension at once, because the first holds only its header and a link
     * @throws IOException when the device fails or there is no room
     */
    public static LogWriter create(TrackedDevice device, Identity identity, ExtensionSource source) throws IOException {
        LogWriter writer = new LogWriter(device, source);
        writer.commitBlockIsInBuffer = true;
        writer.begin(new Extension(0, Extension.FIRST_BLOCKS, Encoding.VERSION_5));
        ByteBuffer uuid = ByteBuffer.allocate(2 * Long.BYTES);
        uuid.putLong(identity.uuid().getMostSignificantBits())
                .putLong(identity.uuid().getLeastSignificantBits());
        writer.buffer.write(uuid.array(), 0, uuid.capacity());
        writer.buffer.write(identity.label().text());
        writer.buffer.write(0);
        writer.linkNext();
        return writer;
    }

    /**
     * Goes on with a log. Nothing is written before the first record comes.
     *
     * @param device holds the volume, from its first byte
     * @param replay what was read of its log, to the end
     * @param source asked for more extensions; and given those that lie behind a record that was never finished
     * @throws IOException when the device cannot be read
     */
    public static LogWriter append(TrackedDevice device, Replay replay, ExtensionSource source) throws IOException {
        LogWriter writer = new LogWriter(device, source);
        long end = replay.torn().orElse(replay.endOffset());
        writer.torn = replay.torn();
        writer.chain.addAll(replay.extensions());
        writer.extension = replay.extensions().stream()
                .filter(each -> each.startByte() <= end && end < each.endByte())
                .findFirst()
                .orElseThrow();
        writer.bufferStart = end / BLOCK * BLOCK;
        byte[] kept = new byte[(int) (end - writer.bufferStart)];
        device.read(writer.bufferStart, ByteBuffer.wrap(kept));
        writer.buffer.write(kept, 0, kept.length);
        writer.commitBlockIsInBuffer = true;
        return writer;
    }

    /**
     * Whether a record can be added. The writer of a log that others wrote finds perhaps not even room for a link; such
     * a log can only be replaced.
     */
    public boolean canAppend() {
        return room() >= 0;
    }

    /** The extensions of the log, in order; those too that belong to it only after the next {@link #commit}. */
    public List<Extension> extensions() {
        return List.copyOf(chain);
    }

    /** How many bytes of records fit before the log needs another extension. */
    public long roomBytes() {
        return extension.encoding() == Encoding.VERSION_5 ? Math.max(0, room() - PART_HEAD_BYTES) : 0;
    }

    /** How many bytes of records fit into an extension of so many blocks, at least. */
    public static long roomBytes(long blocks) {
        return blocks * BLOCK - MAX_HEAD_BYTES - LINK_ROOM_BYTES - 2 * PART_HEAD_BYTES;
    }

    /** Takes a record into the batch that the next {@link #commit} makes part of the log. */
    @Override
    public void accept(Output record) throws IOException {
        if (torn.isPresent()) {
            cutTornRecord(torn.getAsLong());
        }
        if (extension.encoding() != Encoding.VERSION_5) {
            linkNext();
        }
        int total = record.size();
        int written = 0;
        do {
            if (room() <= PART_HEAD_BYTES) {
                linkNext();
            }
            int length = (int) Math.min(total - written, room() - PART_HEAD_BYTES);
            if (written == 0) {
                buffer.write(Tag.TUPLE_AVAILABLE.code());
                Varint.write(buffer, total);
            } else {
                buffer.write(Tag.TUPLE_EXTENDED.code());
            }
            Varint.write(buffer, length);
            buffer.write(record.array(), written, length);
            written += length;
        } while (written < total);
    }

    /**
     * Makes all records taken so far part of the log, durably; and with them all data that was written to the device
     * before.
     *
     * @throws IOException when the device fails; the log is then as it was or as it should be, and this writer must not
     *     be used again
     */
    public void commit() throws IOException {
        int end = buffer.size();
        buffer.write(Tag.END_OF_LOG.code());
        flushBuffer();
        if (device.isUnforced()) {
            device.force();
        }
        device.write(commitBlockStart, ByteBuffer.wrap(commitBlock));
        device.force();
        keepLastBlock(end);
    }

    /** Bytes that records may still take in this extension; a link always fits behind them. */
    private long room() {
        return extension.endByte() - LINK_ROOM_BYTES - (bufferStart + buffer.size());
    }

    private void linkNext() throws IOException {
        Extension next = source.allocate();
        buffer.write(Tag.EXTENSION_LINK.code());
        Varint.write(buffer, next.startBlock());
        Varint.write(buffer, next.blocks());
        if (bufferStart + buffer.size() < extension.endByte()) {
            // Not needed by the format, but other implementations write it too.
            buffer.write(Tag.END_OF_LOG.code());
        }
        flushBuffer();
        begin(next);
    }

    private void begin(Extension next) {
        extension = next;
        chain.add(next);
        bufferStart = next.startByte();
        buffer.clear();
        buffer.write(Text.of(MAGIC));
        Varint.write(buffer, next.encoding().version());
        Varint.write(buffer, next.blocks());
    }

    /** Writes the buffer, padded to whole blocks, except for the block that is the commit. */
    private void flushBuffer() throws IOException {
        int bytes = Math.ceilDiv(buffer.size(), BLOCK) * BLOCK;
        byte[] blocks = Arrays.copyOf(buffer.array(), bytes);
        Arrays.fill(blocks, buffer.size(), bytes, (byte) 0);
        int from = 0;
        if (commitBlockIsInBuffer) {
            System.arraycopy(blocks, 0, commitBlock, 0, BLOCK);
            commitBlockStart = bufferStart;
            commitBlockIsInBuffer = false;
            from = BLOCK;
        }
        if (from < bytes) {
            device.write(bufferStart + from, ByteBuffer.wrap(blocks, from, bytes - from));
        }
    }

    /**
     * Ends the log at the tag of a record that was never finished, with a commit of its own: a new record behind it
     * would make the volume unreadable for the kernel.
     */
    private void cutTornRecord(long offset) throws IOException {
        byte[] block = new byte[BLOCK];
        long blockStart = offset / BLOCK * BLOCK;
        device.read(blockStart, ByteBuffer.wrap(block));
        block[(int) (offset - blockStart)] = (byte) Tag.END_OF_LOG.code();
        device.write(blockStart, ByteBuffer.wrap(block));
        device.force();
        torn = OptionalLong.empty();
        while (chain.getLast() != extension) {
            source.release(chain.removeLast());
        }
    }

    /** The block with the end of log is the one that the next commit will replace. */
    private void keepLastBlock(int end) {
        int blockStart = end / BLOCK * BLOCK;
        byte[] kept = Arrays.copyOfRange(buffer.array(), blockStart, end);
        buffer.clear();
        buffer.write(kept, 0, kept.length);
        bufferStart += blockStart;
        commitBlockIsInBuffer = true;
    }
}
