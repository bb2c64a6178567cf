// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;

/**
 * Decompresses in a thread of its own, a few pieces ahead of the reader. The pieces are reused, so the memory does not
 * grow with the length. One thread may read.
 */
final class ReadAhead extends InputStream {

    private static final int PIECE_BYTES = 256 << 10;
    private static final int PIECES = 6;
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final Piece END = new Piece(new byte[0], 0);

    private final CountedInput packed;
    private final byte[] start;
    private final String archive;
    private final CompressionFormat packing;
    private final IoConsumer<String> otherBytes;
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<Piece> filled = new ArrayBlockingQueue<>(PIECES + 1);
    private final Thread thread;
    /** Written before the end is put into the queue; afterwards, only the reader uses it. */
    private @Nullable Throwable failure;

    private Piece piece = new Piece(new byte[0], 0);
    private int used;

    private record Piece(byte[] bytes, int count) {}

    private ReadAhead(
            BufferedInputStream packed,
            byte[] start,
            String archive,
            CompressionFormat packing,
            IoConsumer<String> otherBytes) {
        this.packed = new CountedInput(packed);
        this.start = start;
        this.archive = archive;
        this.packing = packing;
        this.otherBytes = otherBytes;
        this.thread = new Thread(this::run, "tfs-unpacker");
    }

    /**
     * Begins to decompress.
     *
     * @param packed at its beginning; closed by the thread
     * @param start its first bytes
     * @param archive its name in messages
     * @param otherBytes receives the report that other bytes follow the compressed ones, when the reader comes there;
     *     if it does not fail, the stream ends there
     */
    static ReadAhead start(
            BufferedInputStream packed,
            byte[] start,
            String archive,
            CompressionFormat packing,
            IoConsumer<String> otherBytes) {
        ReadAhead ahead = new ReadAhead(packed, start, archive, packing, otherBytes);
        for (int i = 0; i < PIECES; i++) {
            ahead.free.add(new byte[PIECE_BYTES]);
        }
        ahead.thread.setDaemon(true);
        ahead.thread.start();
        return ahead;
    }

    private void run() {
        try {
            try (packed;
                    InputStream unpacked = packing.unpack(packed, start)) {
                pass(unpacked);
                // Some decompressors do not distinguish a failing stream from the end.
                failure = packed.failure().orElse(null);
            } catch (IOException | RuntimeException | Error e) {
                // Decompressors report damage with unchecked exceptions, too. And the reader must not wait for a
                // thread that has ended, whatever ended it.
                failure = e;
            }
            filled.put(END);
        } catch (InterruptedException e) {
            // The reader has closed this stream.
            Thread.currentThread().interrupt();
        }
    }

    private void pass(InputStream unpacked) throws IOException, InterruptedException {
        boolean ended = false;
        while (!ended) {
            byte[] bytes = free.take();
            int count = 0;
            try {
                while (count < PIECE_BYTES && !ended) {
                    int more = unpacked.read(bytes, count, PIECE_BYTES - count);
                    ended = more < 0;
                    count += Math.max(0, more);
                }
            } finally {
                // Bytes before the damage are still useful: they show in which entry it is.
                filled.put(new Piece(bytes, count));
            }
        }
    }

    private void finish() throws IOException {
        Throwable problem = failure;
        if (problem == null) {
            return;
        }
        if (problem instanceof OutOfMemoryError lack) {
            throw lack;
        }
        if (packed.failure().isPresent()) {
            throw packed.failure().get();
        }
        if (!(problem instanceof TrailingBytesException)) {
            throw explain(problem);
        }
        otherBytes.accept("its " + packing + " data are followed by other bytes, " + place());
        failure = null;
    }

    private String place() {
        return "near byte " + packed.position();
    }

    private IOException explain(Throwable problem) {
        if (problem instanceof MemoryLimitException limit) {
            return new ArchiveException(
                    archive,
                    "unpacking it takes " + (limit.getMemoryNeeded() >> 10)
                            + " MB of memory, more than half of what Java may use; unpack it with xz -dc into a "
                            + "pipe or a file first",
                    problem);
        }
        if (problem instanceof ZstdIOException zstd) {
            if (zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
                return new ArchiveException(
                        archive,
                        "its zstd data need a window of more than 2 GiB, " + place()
                                + ", which zstd itself cannot unpack; compress it again with zstd --long=31 or less",
                        problem);
            }
            if (zstd.getErrorCode() == Zstd.errMemoryAllocation()) {
                return new ArchiveException(
                        archive,
                        "unpacking it takes more memory than there is, up to 2 GiB after zstd --long=31; unpack it on "
                                + "a machine with more memory, or compress it again without --long",
                        problem);
            }
        }
        if (problem instanceof EOFException) {
            return new ArchiveException(
                    archive,
                    "its " + packing + " data end too early, " + place() + "; it is incomplete: copy or make it again",
                    problem);
        }
        return new ArchiveException(
                archive,
                "its " + packing + " data cannot be unpacked, " + place() + ": " + Messages.reasonInSentence(problem)
                        + "; it is damaged or incomplete: copy or make it again",
                problem);
    }

    /** Makes sure that there is a piece with bytes; false at the end. */
    private boolean hasBytes() throws IOException {
        while (used == piece.count) {
            if (piece == END) {
                finish();
                return false;
            }
            try {
                if (piece.bytes.length > 0) {
                    free.put(piece.bytes);
                }
                piece = filled.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while an archive was read");
            }
            used = 0;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return hasBytes() ? piece.bytes[used++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasBytes()) {
            return -1;
        }
        int count = Math.min(length, piece.count - used);
        System.arraycopy(piece.bytes, used, target, offset, count);
        used += count;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && hasBytes()) {
            int skipped = (int) Math.min(left, piece.count - used);
            used += skipped;
            left -= skipped;
        }
        return count - Math.max(0, left);
    }

    /**
     * Ends the thread, and waits until it has closed the archive. If the thread itself waits for input, for example
     * from a pipe without a writer, this method waits at most a second; the thread ends when its read returns.
     *
     * <p>The interrupt closes a channel that the thread is reading. No other thread loses it: the thread alone reads
     * the compressed bytes and closes them in any case. Archives inside another one share its file as
     * {@link ArchiveBytes}, which no interrupt closes.
     */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
