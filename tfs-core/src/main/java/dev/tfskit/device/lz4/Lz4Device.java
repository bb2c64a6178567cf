// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NonWritableChannelException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The uncompressed content of an LZ4 file as a read-only device. The file consists of frames, one or more. Opening
 * scans the file for its blocks. A block is unpacked when one of its bytes is read, small linked ones together with
 * their neighbours; the last few unpacked blocks stay in memory, 32 MiB at most. A linked block refers to earlier
 * blocks, so those are unpacked first. Reading forwards unpacks no block twice.
 *
 * <p>The checksum of a block is verified each time that the block is unpacked. The checksum of a frame is verified only
 * if the frame is one block, or a few small linked ones: any other frame would have to be unpacked whole. Thread-safe.
 */
public final class Lz4Device implements BlockDevice {

    /** Eight blocks of the largest size, 4 MiB. */
    private static final int KEPT_BYTES = 32 << 20;

    /** Limits the memory for small segments. */
    private static final int KEPT_SEGMENTS = 4096;

    private final Lz4File file;
    private final Lz4Index index;
    private final Lz4Unpacker unpacker;
    private final Map<Integer, Lz4Unpacker.Unpacked> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int keptBytes;

    private Lz4Device(Lz4File file, Lz4Index index) {
        this.file = file;
        this.index = index;
        this.unpacker = new Lz4Unpacker(file, index);
    }

    /**
     * Returns whether a file begins with a magic number of LZ4, even one that {@link #open} does not support.
     *
     * @param file the file; it stays open
     * @return true if the file is compressed
     * @throws IOException when the file cannot be read
     */
    public static boolean isCompressed(BlockDevice file) throws IOException {
        if (file.size() < Integer.BYTES) {
            return false;
        }
        ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, magic);
        return Lz4Scan.isMagic(magic.getInt(0));
    }

    /**
     * Opens a compressed file.
     *
     * @param file the file; {@link #close} of the result closes it
     * @return the uncompressed content
     * @throws TfsFormatException when the file is damaged or cut short, or uses a feature that is not supported
     * @throws IOException when the file cannot be read
     */
    public static Lz4Device open(BlockDevice file) throws IOException {
        Lz4File compressed = new Lz4File(file);
        return new Lz4Device(compressed, Lz4Scan.of(compressed));
    }

    @Override
    public long size() {
        return index.contentBytes();
    }

    /**
     * Reads bytes until the buffer is full.
     *
     * @throws TfsFormatException when a block is damaged; its offset is a position in the compressed file
     * @throws EOFException when the content ends before the buffer is full
     * @throws IOException when the file cannot be read
     */
    @Override
    public synchronized void read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0 || target.remaining() > size() - offset) {
            throw new EOFException(this + " unpacks to " + Messages.bytes(size()) + ", but byte "
                    + (offset + target.remaining() - 1)
                    + " is needed; it is incomplete: copy it again");
        }
        long at = offset;
        while (target.hasRemaining()) {
            Lz4Unpacker.Unpacked unpacked = unpacked(index.holding(at));
            int skipped = (int) (at - unpacked.segment().start());
            int from = unpacked.from() + skipped;
            if (from >= unpacked.end()) {
                throw unpacked.damaged();
            }
            int count = Math.min(target.remaining(), unpacked.end() - from);
            target.put(unpacked.bytes(), from, count);
            at += count;
        }
    }

    private Lz4Unpacker.Unpacked unpacked(Lz4Index.Segment segment) throws IOException {
        if (kept.containsKey(segment.number())) {
            return kept.get(segment.number());
        }
        Lz4Unpacker.Unpacked unpacked = unpacker.unpack(segment);
        var oldestFirst = kept.values().iterator();
        while ((keptBytes + unpacked.bytes().length > KEPT_BYTES || kept.size() >= KEPT_SEGMENTS)
                && oldestFirst.hasNext()) {
            keptBytes -= oldestFirst.next().bytes().length;
            oldestFirst.remove();
        }
        kept.put(segment.number(), unpacked);
        keptBytes += unpacked.bytes().length;
        return unpacked;
    }

    /**
     * Always throws, because the device is read only.
     *
     * @throws NonWritableChannelException always
     */
    @Override
    public void write(long offset, ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
