// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Extracts regular files in several threads. Files of one directory go to the same thread where possible, because hosts
 * create one entry of a directory at a time. When the files are few, or only one thread can write the tree, the calling
 * thread extracts them itself. Only the thread that uses the given tree may call this.
 */
final class FileThreads implements Closeable {

    /** The number of batches that wait for a thread. */
    private static final int MOST_WAITING = 4;

    private final Function<TargetTree, FileExtractor> extractors;
    private final Optional<TargetTree.Opener> opener;
    private final FileExtractor own;
    private int mostWorkers;
    private final Reports reports;
    private final Function<IOException, Optional<String>> explanation;
    private final StopSignal stop;
    private final List<Worker> workers = new ArrayList<>();
    private @Nullable FileBatch batch;
    private @Nullable TreePath lastDirectory;
    private @Nullable Worker lastWorker;
    private boolean closed;

    /**
     * Creates an instance without threads so far.
     *
     * @param tree the tree of the calling thread
     * @param extractors makes the extractor of a thread, which has a tree of its own
     * @param threads the most threads
     * @param reports receives the result of each batch
     * @param explanation returns the reason of an exception for people; empty if the exception concerns all entries
     * @param stop the signal that {@link #close} gives
     */
    FileThreads(
            TargetTree tree,
            Function<TargetTree, FileExtractor> extractors,
            int threads,
            Reports reports,
            Function<IOException, Optional<String>> explanation,
            StopSignal stop) {
        this.extractors = extractors;
        this.opener = threads > 1 ? tree.opener() : Optional.empty();
        this.own = extractors.apply(tree);
        this.mostWorkers = threads;
        this.reports = reports;
        this.explanation = explanation;
        this.stop = stop;
    }

    /** A thread with its queue, which the lock of {@link FileThreads} guards. */
    private final class Worker implements Runnable {

        private final Thread thread = new Thread(this, "tfs-extract-" + workers.size());
        private final Deque<FileBatch> waiting = new ArrayDeque<>();
        private @Nullable FileBatch current;

        @Override
        public void run() {
            try (TargetTree tree = opener.orElseThrow().open(problem -> warn(new FileBatch.Remark(problem, true)))) {
                FileExtractor extractor = extractors.apply(tree);
                for (current = take(this); current != null; current = take(this)) {
                    work(current, extractor);
                    finished(current);
                }
            } catch (IOException | RuntimeException | Error e) {
                // Without a tree or memory for the buffer.
                for (current = take(this); current != null; current = take(this)) {
                    current.fail(e);
                    finished(current);
                }
            }
        }

        private void warn(FileBatch.Remark remark) {
            if (current != null) {
                current.remark(remark);
            }
        }
    }

    /** Extracts the files of a batch until one fails for a reason that concerns all. */
    private void work(FileBatch of, FileExtractor extractor) {
        for (FileBatch.Item item : of.items()) {
            try {
                of.count(extractor.extract(item));
            } catch (IOException e) {
                Optional<String> reason = explanation.apply(e);
                if (reason.isEmpty()) {
                    of.fail(e);
                    return;
                }
                of.remark(new FileBatch.Remark(new EntryProblem(item.path(), reason.get()), false));
            } catch (RuntimeException | Error e) {
                of.fail(e);
                return;
            }
        }
    }

    private synchronized @Nullable FileBatch take(Worker worker) {
        while (worker.waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Only close ends a thread: others may wait for its batches.
            }
        }
        return closed ? null : worker.waiting.element();
    }

    private synchronized void finished(FileBatch done) {
        done.finish();
        for (Worker worker : workers) {
            if (worker.waiting.peek() == done) {
                worker.waiting.remove();
            }
        }
        notifyAll();
    }

    /** Extracts a file, whose directory exists. */
    void extractNow(FileBatch.Item item) throws IOException {
        reports.count(own.extract(item));
    }

    /** Extracts a file now or later. Its directory exists. */
    void add(FileBatch.Item item) throws IOException {
        if (opener.isEmpty()) {
            extractNow(item);
            return;
        }
        if (batch != null
                && batch.isWorthSending()
                && !batch.lastDirectory().equals(item.path().parent().orElseThrow())) {
            // The next directory may go to another thread only when no batch has files of both.
            send();
        }
        if (batch == null) {
            batch = new FileBatch();
            reports.expect(batch);
        }
        batch.add(item);
        if (batch.isFull()) {
            send();
        }
    }

    /** Waits until all files added so far are extracted. */
    void finish() throws IOException {
        send();
        reports.deliver();
        while (!reports.isComplete()) {
            await();
            reports.deliver();
        }
    }

    private void send() throws IOException {
        FileBatch full = batch;
        batch = null;
        if (full == null) {
            return;
        }
        if (workers.isEmpty() && !full.isWorthSending()) {
            work(full, own);
            full.finish();
        } else {
            hand(full);
        }
        reports.deliver();
    }

    private void hand(FileBatch full) throws IOException {
        Worker worker =
                lastWorker != null && Objects.equals(full.firstDirectory(), lastDirectory) ? lastWorker : leastBusy();
        lastWorker = worker;
        lastDirectory = full.lastDirectory();
        while (!offer(worker, full)) {
            reports.deliver();
        }
    }

    /** Adds a batch to the queue of a worker. When the queue is full, waits for a change instead, and returns false. */
    private synchronized boolean offer(Worker worker, FileBatch full) throws IOException {
        if (worker.waiting.size() > MOST_WAITING) {
            await();
            return false;
        }
        worker.waiting.add(full);
        notifyAll();
        return true;
    }

    /** Waits until another thread reports a change. */
    @SuppressWarnings("WaitNotInLoop") // All callers call it in a loop.
    private synchronized void await() throws IOException {
        try {
            if (!reports.isReady()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were extracted");
        }
    }

    private synchronized Worker leastBusy() {
        Worker least = null;
        for (Worker worker : workers) {
            if (least == null || worker.waiting.size() < least.waiting.size()) {
                least = worker;
            }
        }
        if (least != null && (least.waiting.isEmpty() || workers.size() == mostWorkers)) {
            return least;
        }
        Worker more = new Worker();
        more.thread.setDaemon(true);
        try {
            more.thread.start();
        } catch (OutOfMemoryError noMoreThreads) {
            if (least == null) {
                throw noMoreThreads;
            }
            // The host limits the number of threads. Those that run extract the rest.
            mostWorkers = workers.size();
            return least;
        }
        workers.add(more);
        return more;
    }

    /** Stops the threads. When this method returns, each file that they were extracting is complete or removed. */
    @Override
    public void close() {
        stop.give();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        for (Worker worker : workers) {
            while (worker.thread.isAlive()) {
                try {
                    worker.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
