package dev.tfskit.log;

import dev.tfskit.codec.Encoder.RecordSink;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Appends records to a log, with the commit protocol of docs/format.md, section 8: everything that is new is written
 * and flushed first, and then the one block that held the old end of the log, which makes it count. Until that
 * block lands, the old log stands. In a fresh volume that block is block 0. Not thread safe.
 */
public final class LogWriter implements RecordSink {

    static final String MAGIC = "NVMTFS";

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** Another writer turns the end of log into an end of segment and puts a link and an end of log behind it. */
    private static final int LINK_ROOM_BYTES = 1 + (1 + 2 * Varint.MAX_BYTES) + 1;
    private static final int PART_HEAD_BYTES = 1 + 2 * Varint.MAX_BYTES;

    private final BlockDevice device;
    private final ExtensionSource extensions;
    private Extension extension;
    /** The bytes of the extension from {@code bufferStart} on, up to where the next tag goes. */
    private final Output buffer = new Output();
    /** A volume offset, at the start of a block. */
    private long bufferStart;
    /** The block whose writing is the commit, once it has left the buffer. */
    private final byte[] commitBlock = new byte[BLOCK];
    private long commitBlockStart;
    private boolean commitBlockIsInBuffer;

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
    }

    private LogWriter(final BlockDevice device, final ExtensionSource extensions) {
        this.device = device;
        this.extensions = extensions;
    }

    /**
     * Begins the log of a fresh volume. Nothing is written to block 0 before the first {@link #commit}.
     *
     * @param device takes the volume, from its first byte
     * @param identity what the first header says
     * @param extensions asked for the second extension at once, because the first holds only its header and a link
     * @throws IOException when the device fails or there is no room
     */
    public static LogWriter create(final BlockDevice device, final Identity identity, final ExtensionSource extensions)
            throws IOException {
        final LogWriter writer = new LogWriter(device, extensions);
        writer.commitBlockIsInBuffer = true;
        writer.begin(new Extension(0, Extension.FIRST_BLOCKS, Encoding.VERSION_5));
        final ByteBuffer uuid = ByteBuffer.allocate(2 * Long.BYTES);
        uuid.putLong(identity.uuid().getMostSignificantBits()).putLong(identity.uuid().getLeastSignificantBits());
        writer.buffer.write(uuid.array(), 0, uuid.capacity());
        writer.buffer.write(identity.label().text());
        writer.buffer.write(0);
        writer.linkNext();
        return writer;
    }

    /** Takes a record into the batch that the next {@link #commit} makes part of the log. */
    @Override
    public void accept(final Output record) throws IOException {
        final int total = record.size();
        int written = 0;
        do {
            if (room() <= PART_HEAD_BYTES) {
                linkNext();
            }
            final int length = (int) Math.min(total - written, room() - PART_HEAD_BYTES);
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
     * Makes all records taken so far part of the log, durably; and with them all data that was written to the device before.
     *
     * @throws IOException when the device fails; the log is then as it was or as it should be, and this writer
     *         must not be used again
     */
    public void commit() throws IOException {
        final int end = buffer.size();
        buffer.write(Tag.END_OF_LOG.code());
        flushBuffer();
        device.force();
        device.write(commitBlockStart, ByteBuffer.wrap(commitBlock));
        device.force();
        keepLastBlock(end);
    }

    /** Bytes that records may still take in this extension; a link always fits behind them. */
    private long room() {
        return extension.endByte() - LINK_ROOM_BYTES - (bufferStart + buffer.size());
    }

    private void linkNext() throws IOException {
        final Extension next = extensions.allocate();
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

    private void begin(final Extension next) {
        extension = next;
        bufferStart = next.startByte();
        buffer.clear();
        buffer.write(Text.of(MAGIC));
        Varint.write(buffer, next.encoding().version());
        Varint.write(buffer, next.blocks());
    }

    /** Writes the buffer, padded to whole blocks, except for the block that is the commit. */
    private void flushBuffer() throws IOException {
        final int bytes = Math.ceilDiv(buffer.size(), BLOCK) * BLOCK;
        final byte[] blocks = Arrays.copyOf(buffer.array(), bytes);
        Arrays.fill(blocks, buffer.size(), bytes, (byte) 0);
        int from = 0;
        if (commitBlockIsInBuffer) {
            System.arraycopy(blocks, 0, commitBlock, 0, BLOCK);
            commitBlockStart = bufferStart;
            commitBlockIsInBuffer = false;
            from = BLOCK;
        }
        device.write(bufferStart + from, ByteBuffer.wrap(blocks, from, bytes - from));
    }

    /** The block with the end of log is the one that the next commit will replace. */
    private void keepLastBlock(final int end) {
        final int blockStart = end / BLOCK * BLOCK;
        final byte[] kept = Arrays.copyOfRange(buffer.array(), blockStart, end);
        buffer.clear();
        buffer.write(kept, 0, kept.length);
        bufferStart += blockStart;
        commitBlockIsInBuffer = true;
    }
}
