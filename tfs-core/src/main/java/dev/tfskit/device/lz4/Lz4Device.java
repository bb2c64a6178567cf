// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NonWritableChannelException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a file that lz4 has compressed, read only. Opening finds the blocks; one is unpacked when a byte of it
 * is asked for, and the last few are kept. A file may have several frames, one behind the other. Where blocks are
 * linked, what comes before one has to be unpacked too, from the nearest place where that was done before: nothing is
 * written anywhere, and reading forwards costs nothing extra. Checksums of blocks are checked whenever one is unpacked,
 * those of contents only where one block is all the content: for the others, everything would have to be unpacked
 * first. Thread safe.
 */
public final class Lz4Device implements BlockDevice {

    /** Eight of the largest blocks. */
    private static final int KEPT_BYTES = 32 << 20;

    private static final int KEPT_BLOCKS = 16;

    private final Lz4File file;
    private final Lz4Index index;
    private final Lz4Unpacker unpacker;
    private final Map<Integer, Lz4Unpacker.Unpacked> kept = new LinkedHashMap<>(KEPT_BLOCKS, 0.75f, true);
    private int keptBytes;

    private Lz4Device(Lz4File file, Lz4Index index) {
        this.file = file;
        this.index = index;
        this.unpacker = new Lz4Unpacker(file, index);
    }

    /**
     * Whether a file begins like one that lz4 has compressed, also in a way that {@link #open} refuses.
     *
     * @throws IOException when it cannot be read
     */
    public static boolean isCompressed(BlockDevice file) throws IOException {
        if (file.size() < Integer.BYTES) {
            return false;
        }
        ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, magic);
        return Lz4Scan.begins(magic.getInt(0));
    }

    /**
     * Shows the content of a compressed file.
     *
     * @param file {@link #close} closes it
     * @throws TfsFormatException when it is damaged or cut short, or its frames need what is not known here
     * @throws IOException when it cannot be read
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
     * Fills the remaining room of a buffer.
     *
     * @throws TfsFormatException when a block is damaged; its offset is one of the compressed file
     * @throws EOFException when the content ends before the buffer is full
     * @throws IOException when the file cannot be read
     */
    @Override
    public synchronized void read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0 || target.remaining() > size() - offset) {
            throw new EOFException(this + " unpacks to " + Messages.bytes(size()) + ", but byte "
                    + (offset + target.remaining() - 1) + " is needed");
        }
        long at = offset;
        while (target.hasRemaining()) {
            Lz4Unpacker.Unpacked unpacked = unpacked(index.holding(at));
            int skipped = (int) (at - unpacked.block().start());
            int count = Math.min(target.remaining(), unpacked.block().length() - skipped);
            target.put(unpacked.bytes(), unpacked.from() + skipped, count);
            at += count;
        }
    }

    private Lz4Unpacker.Unpacked unpacked(Lz4Index.Block block) throws IOException {
        if (kept.containsKey(block.number())) {
            return kept.get(block.number());
        }
        Lz4Unpacker.Unpacked unpacked = unpacker.unpack(block);
        var oldestFirst = kept.values().iterator();
        while (keptBytes + unpacked.bytes().length > KEPT_BYTES && oldestFirst.hasNext()) {
            keptBytes -= oldestFirst.next().bytes().length;
            oldestFirst.remove();
        }
        kept.put(block.number(), unpacked);
        keptBytes += unpacked.bytes().length;
        return unpacked;
    }

    /**
     * Refuses.
     *
     * @throws NonWritableChannelException always
     */
    @Override
    public void write(long offset, ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public void force() {
        // Nothing was written.
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
