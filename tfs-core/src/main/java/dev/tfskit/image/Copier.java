// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.source.Content;
import dev.tfskit.source.Notice;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.BulkWriter;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.VolumeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Copies the contents of host files into a volume. The copier cuts files into batches of about 1 MiB, and several
 * threads read and write these. Each batch allocates its blocks in the order in which it was cut, so the bytes of an
 * image depend neither on the number of threads nor on their timing. The threads live until {@link #close}. Only the
 * thread that walks the source may call {@link #add}, {@link #finish} and {@link #close}.
 */
final class Copier implements ContentSink, Closeable {

    static final int LOAD_BYTES = CopyWindow.BYTES;

    /** The beginning of the names of its threads. */
    static final String THREAD_NAME = "tfs-copier-";

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** The most files of a batch. More small files would keep more objects in memory, and be copied no faster. */
    private static final int MOST_FILES = 128;

    private static final long CLOSING_NANOS = 1_000_000_000;

    private final VolumeBuilder volume;
    private final BulkWriter writer;
    private final Consumer<Notice> notices;
    private int mostWorkers;
    private final Sequencer sequencer = new Sequencer();
    private final VanishedContents vanished = new VanishedContents();
    private final BlockingQueue<CopyBatch> waiting;
    private final List<Thread> workers = new ArrayList<>();
    private List<CopyBatch.Part> parts = new ArrayList<>();
    private long partBytes;
    private long loads;

    /**
     * Creates a copier that has nothing to copy yet.
     *
     * @param volume the volume, which takes the contents
     * @param threads the most threads that copy, at least 1
     * @param notices receives a notice about each file that changes meanwhile; called by one thread at a time
     */
    Copier(VolumeBuilder volume, int threads, Consumer<Notice> notices) {
        this.volume = volume;
        this.writer = volume.bulkWriter();
        this.mostWorkers = threads;
        this.notices = notices;
        this.waiting = new ArrayBlockingQueue<>(2 * threads);
    }

    @Override
    public void add(RegularFile target, Content source, long size) throws IOException {
        try {
            if (source.isBoundToSource()) {
                addBound(target, source, size);
            } else {
                addWindows(target, source, size);
            }
        } catch (VanishedException e) {
            vanished.add(target, source, size, e);
        }
    }

    private void addWindows(RegularFile target, Content source, long size) throws IOException {
        for (CopyWindow window : CopyWindow.over(source, size)) {
            addPart(new CopyBatch.Part(target, source, window.start(), window.length(), size));
        }
    }

    /** Reads content piece by piece, because no other thread may read it. The threads copy the pieces. */
    private void addBound(RegularFile target, Content source, long size) throws IOException {
        try (Content.Reader reader = source.open()) {
            for (CopyWindow window : CopyWindow.over(source, size)) {
                Content taken = BufferedChunk.from(reader, window.start(), window.length(), source);
                addPart(new CopyBatch.Part(target, taken, window.start(), window.length(), size));
            }
        }
    }

    private void addPart(CopyBatch.Part part) throws IOException {
        long blockBytes = Math.ceilDiv(part.length(), (long) BLOCK) * BLOCK;
        if (partBytes + blockBytes > LOAD_BYTES || parts.size() == MOST_FILES) {
            send();
        }
        parts.add(part);
        partBytes += blockBytes;
    }

    private void send() throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        CopyBatch load = new CopyBatch(loads++, parts);
        parts = new ArrayList<>();
        partBytes = 0;
        if (workers.size() < mostWorkers) {
            startWorker();
        }
        try {
            while (!waiting.offer(load, 100, TimeUnit.MILLISECONDS)) {
                sequencer.throwFailure();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were copied");
        }
        sequencer.throwFailure();
    }

    private void work() {
        try {
            new CopyWorker(volume, writer, sequencer, notices, vanished).copyAll(waiting);
        } catch (RuntimeException | Error e) {
            // This thread has no memory for its buffer. The other threads must not wait for it.
            sequencer.fail(e);
        }
    }

    private void startWorker() {
        Thread worker = new Thread(this::work, THREAD_NAME + workers.size());
        worker.setDaemon(true);
        try {
            worker.start();
            workers.add(worker);
        } catch (OutOfMemoryError noMoreThreads) {
            if (workers.isEmpty()) {
                throw noMoreThreads;
            }
            // The host limits the number of threads. Those that run copy the rest.
            mostWorkers = workers.size();
        }
    }

    /** Waits for what was added so far; the threads stay, because this may be called for each of many entries. */
    @Override
    public List<Vanished> finish() throws IOException {
        send();
        sequencer.await(loads);
        return vanished.drain();
    }

    /**
     * Stops the threads; what they were copying is lost unless {@link #finish} has returned. None of them touches the
     * volume any more when this returns. This waits at most a second for a thread that reads from a slow source. Such a
     * thread ends when its read returns.
     */
    @Override
    public void close() {
        sequencer.stop();
        waiting.clear();
        workers.forEach(_ -> waiting.add(CopyBatch.END));
        try {
            // No interrupt: the JDK would close the channel that a thread is reading, which may be the caller's.
            long end = System.nanoTime() + CLOSING_NANOS;
            for (Thread worker : workers) {
                worker.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
