// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Input;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a log in order and validates each one (docs/format.md, section 2.1). Damage is returned as the
 * last frame, not thrown, so that replay, the checker and listings of records share the cursor. The cursor terminates
 * on every input, because it enters each extension only once and moves only forwards there. Not thread-safe.
 */
public final class LogCursor {

    private static final int MAGIC_BYTES = 6;
    private static final int UUID_BYTES = 16;

    private final DeviceWindow window;
    private final NavigableMap<Long, Extension> visited = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // Set by the first frame.
    private Extension extension;

    @SuppressWarnings("NullAway.Init") // Set by the first frame.
    private RangeInput in;
    /** The offset of the next tag. */
    private long at;

    private @Nullable Unfinished unfinished;
    private boolean hasBegun;
    private boolean hasEnded;

    /** A record whose parts have not all been read. */
    private static final class Unfinished {
        private final long offset;
        private final List<ByteRange> parts = new ArrayList<>(1);
        private long missing;

        Unfinished(long offset, long total) {
            this.offset = offset;
            this.missing = total;
        }
    }

    /**
     * Creates a cursor before the first frame.
     *
     * @param volume the device of the volume
     * @throws IOException when the size of the device cannot be determined
     */
    public LogCursor(BlockDevice volume) throws IOException {
        window = new DeviceWindow(volume);
    }

    /**
     * Returns whether a device begins with the magic bytes of a volume.
     *
     * @param device the device
     * @return true if it does
     * @throws IOException when the device cannot be read
     */
    public static boolean hasVolumeMagic(BlockDevice device) throws IOException {
        if (device.size() < MAGIC_BYTES) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(MAGIC_BYTES);
        device.read(0, start);
        return new String(start.array(), StandardCharsets.ISO_8859_1).equals(LogWriter.MAGIC);
    }

    /**
     * Returns whether there is another frame.
     *
     * @return false after {@link Frame.End} and {@link Frame.Broken}
     */
    public boolean hasNext() {
        return !hasEnded;
    }

    /**
     * Reads the next frame.
     *
     * @return the frame; {@link Frame.Broken} if the log is damaged
     * @throws IOException when the device cannot be read
     */
    public Frame next() throws IOException {
        try {
            Frame frame = hasBegun ? readFrame() : begin();
            hasBegun = true;
            hasEnded = frame instanceof Frame.End;
            return frame;
        } catch (TfsFormatException damage) {
            hasEnded = true;
            return new Frame.Broken(damage);
        }
    }

    /**
     * Opens a record that this cursor has just returned.
     *
     * @param frame the last frame returned
     * @return the bytes of the encoded tuple, valid until the next call of {@link #next}
     */
    public Input open(Frame.Record frame) {
        return new RangeInput(window, frame.ranges());
    }

    private Frame begin() throws IOException {
        if (window.deviceBytes() < BlockDevice.BLOCK_BYTES) {
            throw new TfsFormatException(
                    0,
                    "no TFS volume: it has " + Messages.bytes(window.deviceBytes()) + ", and a volume has at least "
                            + BlockDevice.BLOCK_BYTES);
        }
        enter(0, Extension.FIRST_BLOCKS);
        ByteBuffer uuid = ByteBuffer.wrap(in.take(UUID_BYTES));
        Identity identity = new Identity(new UUID(uuid.getLong(), uuid.getLong()), readLabel());
        at = in.offset();
        return new Frame.Begin(extension, identity);
    }

    private Label readLabel() throws IOException {
        long start = in.offset();
        ByteArrayOutputStream label = new ByteArrayOutputStream();
        while (in.remaining() > 0) {
            int next = in.next();
            if (next == 0) {
                return new Label(Text.wrap(label.toByteArray()));
            }
            label.write(next);
        }
        throw new TfsFormatException(start, "a label without a NUL at its end");
    }

    private Frame readFrame() throws IOException {
        while (true) {
            in.seek(at);
            if (in.remaining() == 0) {
                throw new TfsFormatException(at, "the log extension ends without an end of log or a link");
            }
            int code = in.next();
            Tag tag = Tag.of(code)
                    .orElseThrow(() -> new TfsFormatException(
                            at, "byte " + code + " where the tag of a log record (1 to 5) is expected"));
            switch (tag) {
                case END_OF_LOG -> {
                    return end();
                }
                case END_OF_SEGMENT -> {
                    return new Frame.EndOfSegment(at++);
                }
                case EXTENSION_LINK -> {
                    return link();
                }
                case TUPLE_AVAILABLE -> beginRecord();
                case TUPLE_EXTENDED -> readPart();
            }
            Unfinished record = Objects.requireNonNull(unfinished);
            if (record.missing == 0) {
                unfinished = null;
                return new Frame.Record(record.offset, extension.encoding(), record.parts);
            }
        }
    }

    private Frame end() {
        if (unfinished != null) {
            Frame torn = new Frame.Torn(unfinished.offset);
            unfinished = null;
            return torn;
        }
        return new Frame.End(at);
    }

    private Frame link() throws IOException {
        long offset = at;
        long start = Varint.readSize(in);
        long blocks = Varint.readSize(in);
        enter(start, blocks);
        at = in.offset();
        return new Frame.Link(offset, extension);
    }

    private void beginRecord() throws IOException {
        if (unfinished != null) {
            throw new TfsFormatException(at, "a new record inside the one begun at byte " + unfinished.offset);
        }
        long total = Varint.readSize(in);
        if (total == 0) {
            throw new TfsFormatException(at, "a record of length 0");
        }
        unfinished = new Unfinished(at, total);
        readPart();
    }

    private void readPart() throws IOException {
        if (unfinished == null) {
            throw new TfsFormatException(at, "the continuation of a record that was not begun");
        }
        long length = Varint.readSize(in);
        if (length > in.remaining()) {
            throw new TfsFormatException(
                    at,
                    "a record of " + Messages.bytes(length) + " where the extension has only " + in.remaining()
                            + " left");
        }
        if (length > unfinished.missing) {
            throw new TfsFormatException(
                    at, "a part of " + Messages.bytes(length) + " of a record that needs only " + unfinished.missing);
        }
        long start = in.offset();
        at = start + length;
        unfinished.missing -= length;
        if (length > 0) {
            unfinished.parts.add(new ByteRange(start, at));
        }
    }

    /** Enters an extension: checks its range and reads its header, which must state the expected length. */
    private void enter(long startBlock, long blocks) throws IOException {
        long volumeBlocks = window.deviceBytes() / BlockDevice.BLOCK_BYTES;
        if (blocks == 0 || startBlock > volumeBlocks || blocks > volumeBlocks - startBlock) {
            throw new TfsFormatException(
                    at,
                    "a log extension of " + Messages.blocks(blocks) + " from block " + startBlock + " in a volume of "
                            + volumeBlocks);
        }
        Extension unread = new Extension(startBlock, blocks, Encoding.VERSION_5);
        var before = visited.lowerEntry(startBlock + blocks);
        if (before != null && before.getValue().endByte() > unread.startByte()) {
            throw new TfsFormatException(
                    at,
                    "a log extension of " + Messages.blocks(blocks) + " from block " + startBlock
                            + ", which overlaps the one at block " + before.getKey());
        }
        in = new RangeInput(window, List.of(new ByteRange(unread.startByte(), unread.endByte())));
        extension = new Extension(startBlock, blocks, readHeader(unread));
        visited.put(startBlock, extension);
    }

    private Encoding readHeader(Extension expected) throws IOException {
        byte[] magic = in.take(MAGIC_BYTES);
        String found = new String(magic, StandardCharsets.ISO_8859_1);
        if (!found.equals(LogWriter.MAGIC)) {
            throw new TfsFormatException(
                    expected.startByte(),
                    "no TFS log: found " + Text.wrap(magic).quoted() + " where " + LogWriter.MAGIC + " is expected");
        }
        long versionAt = in.offset();
        long version = Varint.read(in);
        long lengthAt = in.offset();
        Encoding encoding = Encoding.ofVersion(version)
                .orElseThrow(() -> new TfsFormatException(
                        versionAt, "TFS version " + Long.toUnsignedString(version) + "; 4 and 5 can be read"));
        long length = Varint.readSize(in);
        if (length != expected.blocks()) {
            throw new TfsFormatException(
                    lengthAt,
                    expected.startBlock() == 0
                            ? "no TFS volume begins here: its first log extension has " + Messages.blocks(length)
                                    + " where 1 is expected"
                            : "a log extension of " + Messages.blocks(length) + " where one of " + expected.blocks()
                                    + " is expected");
        }
        return encoding;
    }
}
