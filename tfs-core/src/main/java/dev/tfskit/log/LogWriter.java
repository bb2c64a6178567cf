// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoder.RecordSink;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Appends records to a log with the commit protocol of docs/format.md, section 8. A commit first writes and flushes all
 * new blocks, then writes the one block that held the old end of the log; until that block is on disk, the old log is
 * valid. For a new volume, or a log that replaces another, that block is block 0. Nothing else in this library writes
 * records. A label or UUID alone is changed by writing block 0 ({@link HeaderBlock}, {@link ContentUuid}). Not
 * thread-safe.
 */
public final class LogWriter implements RecordSink {

    static final String MAGIC = "NVMTFS";

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /**
     * The bytes to keep free for another writer, which replaces the end of log by an end of segment, a link and an end
     * of log.
     */
    private static final int LINK_ROOM_BYTES = 1 + (1 + 2 * Varint.MAX_BYTES) + 1;

    private static final int PART_HEAD_BYTES = 1 + 2 * Varint.MAX_BYTES;
    private static final int MAX_HEAD_BYTES = MAGIC.length() + 2 * Varint.MAX_BYTES;

    private final TrackedDevice device;
    private final ExtensionSource source;
    private final List<Extension> chain = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Set by the factories.
    private Extension extension;
    /** The bytes of the extension from {@code bufferStart} to the offset of the next tag. */
    private final Output buffer = new Output();
    /** The offset of the buffer in the volume, a multiple of the block size. */
    private long bufferStart;
    /** The block that completes a commit, once it has left the buffer. */
    private final byte[] commitBlock = new byte[BLOCK];

    private long commitBlockStart;
    private boolean commitBlockIsInBuffer;
    /** The offset of an incomplete record of another tool. */
    private OptionalLong torn = OptionalLong.empty();

    /** Allocates the extensions of a log. */
    @FunctionalInterface
    public interface ExtensionSource {
        /**
         * Allocates another extension.
         *
         * @return the extension; its encoding is version 5
         * @throws IOException when the volume has no free run of blocks
         */
        Extension allocate() throws IOException;

        /**
         * Prepares for the write of the one block that makes the log refer to all extensions. By default nothing
         * happens.
         *
         * @throws IOException when the extensions must not be used; then the old log stays valid
         */
        default void beforeCommitPoint() throws IOException {}

        /**
         * Frees an extension that a durable commit has removed from the log. By default the blocks stay allocated.
         *
         * @param extension the extension
         */
        default void release(Extension extension) {}
    }

    private LogWriter(TrackedDevice device, ExtensionSource source) {
        this.device = device;
        this.source = source;
    }

    /**
     * Creates the log of a new volume, or one that is to replace the log of a volume. Block 0 is not written before the
     * first {@link #commit}, which makes this the log of the volume.
     *
     * @param device the device of the volume
     * @param identity the UUID and label for the first header
     * @param source allocates extensions; this method calls it once, because the first extension holds only the header
     *     and a link
     * @return the writer
     * @throws NoSpaceException when the label leaves no room in block 0 for the link; nothing is allocated then
     * @throws IOException when the device fails or the volume has no room
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
        if (writer.remainingBytes() < 0) {
            // A second block would be written at once, over a block of the log that is still valid.
            throw new NoSpaceException(
                    device.toString(), "the label leaves no room for the log in block 0; set a shorter one");
        }
        writer.linkNext();
        return writer;
    }

    /**
     * Continues a log. Nothing is written before the first record.
     *
     * @param device the device of the volume
     * @param replay the replay of the whole log
     * @param source allocates further extensions, and takes back those behind an incomplete record
     * @return the writer
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
     * Returns whether records can be appended. A log of another tool may have no room for even a link; such a log can
     * only be replaced.
     *
     * @return true if {@link #accept} can be called
     */
    public boolean canAppend() {
        return remainingBytes() >= 0;
    }

    /**
     * Returns whether the log ends in block 0. Then this writer holds the bytes of block 0, and its next commit writes
     * them.
     *
     * @return true if nothing else may change block 0
     */
    public boolean endsInBlockZero() {
        return bufferStart == 0;
    }

    /**
     * Returns the extensions of the log.
     *
     * @return the extensions in order, including those that join the log with the next {@link #commit}
     */
    public List<Extension> extensions() {
        return List.copyOf(chain);
    }

    /**
     * Returns how many bytes of records fit before the log needs another extension.
     *
     * @return the number of bytes, at least 0
     */
    public long roomBytes() {
        return extension.encoding() == Encoding.VERSION_5 ? Math.max(0, remainingBytes() - PART_HEAD_BYTES) : 0;
    }

    /**
     * Returns how many bytes of records fit into an extension at least.
     *
     * @param blocks the length of the extension in blocks
     * @return the number of bytes
     */
    public static long roomBytes(long blocks) {
        return blocks * BLOCK - MAX_HEAD_BYTES - LINK_ROOM_BYTES - 2 * PART_HEAD_BYTES;
    }

    /**
     * Adds a record to the next {@link #commit}.
     *
     * @param record the encoded tuple
     * @throws IOException when the device fails or the volume has no room for another extension
     */
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
            if (remainingBytes() <= PART_HEAD_BYTES) {
                linkNext();
            }
            int length = (int) Math.min(total - written, remainingBytes() - PART_HEAD_BYTES);
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
     * Makes all added records part of the log and durable, together with all data written to the device before.
     *
     * @throws IOException when the device fails; the volume then has either the old or the new log, and this writer
     *     must not be used again
     */
    public void commit() throws IOException {
        int end = buffer.size();
        buffer.write(Tag.END_OF_LOG.code());
        flushBuffer();
        if (device.isUnforced()) {
            device.force();
        }
        source.beforeCommitPoint();
        device.write(commitBlockStart, ByteBuffer.wrap(commitBlock));
        device.force();
        keepLastBlock(end);
    }

    /** Returns the bytes left for records in this extension; a link always fits behind them. */
    private long remainingBytes() {
        return extension.endByte() - LINK_ROOM_BYTES - (bufferStart + buffer.size());
    }

    private void linkNext() throws IOException {
        Extension next = source.allocate();
        buffer.write(Tag.EXTENSION_LINK.code());
        Varint.write(buffer, next.startBlock());
        Varint.write(buffer, next.blocks());
        if (bufferStart + buffer.size() < extension.endByte()) {
            // The format does not require it, but other implementations write it too.
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

    /** Writes the buffer, padded to whole blocks. Keeps back the block that completes the commit. */
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
     * Ends the log before an incomplete record, with a commit of its own. With a new record behind it, the kernel could
     * not read the volume.
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

    /** Keeps the block with the end of log in the buffer, because the next commit replaces it. */
    private void keepLastBlock(int end) {
        int blockStart = end / BLOCK * BLOCK;
        byte[] kept = Arrays.copyOfRange(buffer.array(), blockStart, end);
        buffer.clear();
        buffer.write(kept, 0, kept.length);
        bufferStart += blockStart;
        commitBlockIsInBuffer = true;
    }
}
