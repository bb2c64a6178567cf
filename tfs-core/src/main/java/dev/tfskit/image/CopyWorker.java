// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.BulkWriter;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** Copies batches from the host into a volume, one after the other, through its own buffer. Not thread-safe. */
final class CopyWorker {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final VolumeBuilder volume;
    private final BulkWriter writer;
    private final Sequencer sequencer;
    private final Consumer<Notice> notices;
    private final VanishedContents vanished;
    /** The buffer of a batch, with a block more for the byte that shows that a file has grown. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Copier.LOAD_BYTES + BLOCK);

    private final List<BulkWriter.Piece> pieces = new ArrayList<>();
    private final List<Resized> resized = new ArrayList<>();
    private int filled;

    /** A file whose length has changed since the source measured it. */
    private record Resized(CopyBatch.Part part, long found) {}

    CopyWorker(
            VolumeBuilder volume,
            BulkWriter writer,
            Sequencer sequencer,
            Consumer<Notice> notices,
            VanishedContents vanished) {
        this.volume = volume;
        this.writer = writer;
        this.sequencer = sequencer;
        this.notices = notices;
        this.vanished = vanished;
    }

    /** Copies the batches of a queue, until the end of the work or a failure of any thread. */
    void copyAll(BlockingQueue<CopyBatch> waiting) {
        try {
            for (CopyBatch batch = waiting.take(); batch != CopyBatch.END; batch = waiting.take()) {
                copy(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            sequencer.fail(e);
            discard(waiting);
        }
    }

    /** Keeps the queue moving, so that the thread that fills it learns of the failure. */
    private static void discard(BlockingQueue<CopyBatch> waiting) {
        try {
            while (waiting.take() != CopyBatch.END) {
                continue;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(CopyBatch batch) throws IOException {
        filled = 0;
        pieces.clear();
        resized.clear();
        for (CopyBatch.Part part : batch.parts()) {
            try {
                read(part);
            } catch (VanishedException e) {
                vanished.add(part.target(), part.source(), part.fileSize(), e);
            }
        }
        List<ByteRange> ranges = new ArrayList<>();
        sequencer.pass(
                batch.turn(),
                () -> {
                    if (!pieces.isEmpty()) {
                        ranges.addAll(writer.allocate(pieces));
                    }
                    for (Resized file : resized) {
                        adjustLength(file);
                    }
                },
                () -> {
                    if (filled > 0) {
                        writer.write(ranges, buffer.clear().limit(filled));
                    }
                });
    }

    private void read(CopyBatch.Part part) throws IOException {
        int length = (int) part.length();
        int wanted = part.isLast() ? length + 1 : length;
        int count = 0;
        try (Content.Reader source = part.source().open()) {
            buffer.clear().position(filled).limit(filled + wanted);
            while (count < length) {
                int more = source.read(buffer, part.position() + count);
                if (more < 0) {
                    break;
                }
                count += more;
            }
        }
        if (count > length) {
            resized.add(new Resized(part, part.fileSize() + 1));
            count = length;
        } else if (count < length) {
            resized.add(new Resized(part, part.position() + count));
        }
        pack(part, count);
    }

    /** Pads the part to whole blocks, and moves its blocks together so that its runs of zeros take no room. */
    private void pack(CopyBatch.Part part, int count) {
        int blocks = Math.ceilDiv(count, BLOCK);
        buffer.clear().put(filled + count, ZEROS, 0, blocks * BLOCK - count);
        int start = filled;
        for (ZeroRuns.Kept run : ZeroRuns.find(buffer, start, blocks)) {
            int from = start + run.start() * BLOCK;
            if (from != filled) {
                buffer.put(filled, buffer, from, run.blocks() * BLOCK);
            }
            filled += run.blocks() * BLOCK;
            pieces.add(new BulkWriter.Piece(part.target(), part.position() / BLOCK + run.start(), run.blocks()));
        }
    }

    /** Warns of a file that has grown or shrunk, and cuts one that has shrunk to the bytes that were read. */
    private void adjustLength(Resized file) throws IOException {
        long recorded = file.part.target().length();
        String name = file.part.source().toString();
        if (file.found > file.part.fileSize()) {
            notices.accept(new Notice(
                    name,
                    "grew while it was read; the image has its first " + Messages.bytes(recorded)
                            + ", so stop what writes to it and build again"));
        } else if (file.found < recorded) {
            volume.setLength(file.part.target(), file.found);
            notices.accept(new Notice(
                    name,
                    "shrank while it was read; the image has " + Messages.bytes(file.found)
                            + " of it, so stop what writes to it and build again"));
        }
    }
}
