// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.message.Messages;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A volume that is mounted, until it is unmounted and closed. */
final class Mount {

    /** How long programs that still write to an unmounted file system may keep the process from ending. */
    private static final long GRACE_SECONDS = 10;

    /** A time without a request after which the kernel has passed on everything. */
    private static final long QUIET_MILLIS = 200;

    /** The time without requests after which a mount gives memory back. */
    private static final int IDLE_SECONDS = 5;

    private final Volume volume;
    private final Consumer<String> log;
    private final FailureLog failures;
    private final MountProcess process;
    private final NamelessFiles nameless = new NamelessFiles(System::nanoTime);
    private final SyncThreads syncs;
    private final FuseSession session;
    private final Operations operations;
    /** Whether the kernel has begun to use the connection; false when that ended before. */
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tfs-commit");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Prepares the mount of a volume.
     *
     * @param fuse the library to mount with
     * @param image the file of the image, as the table of mounts is to show it
     * @param process with one thread, it answers one request after the other
     * @param log takes messages while it is mounted
     */
    Mount(
            FuseBinding fuse,
            Volume volume,
            Path image,
            Path mountPoint,
            MountOptions options,
            MountProcess process,
            LibC libC,
            Consumer<String> log)
            throws IOException {
        this.volume = volume;
        this.log = log;
        this.process = process;
        this.syncs = new SyncThreads(process.threads());
        this.failures = new FailureLog(log);
        OperationTable table = fuse.newTable();
        WritePolicy policy =
                volume instanceof WritableVolume && fuse.canWriteBack() ? options.writes() : WritePolicy.THROUGH;
        session = new FuseSession(
                () -> fuse.mount(
                        image,
                        mountPoint,
                        optionsFor(options, policy),
                        process.debug(),
                        table,
                        () -> ready.complete(true)),
                libC,
                mountPoint,
                table);
        operations = new Operations(
                table,
                fuse,
                volume,
                options,
                policy,
                session,
                new KernelClock(libC),
                nameless,
                process.threads() == 1 ? Runnable::run : syncs,
                failures);
    }

    private static List<String> optionsFor(MountOptions options, WritePolicy policy) {
        List<String> all = new ArrayList<>(options.passedOn());
        all.add("default_permissions");
        all.add("subtype=tfs");
        if (policy == WritePolicy.BACK) {
            all.add("writeback_cache");
        }
        return all;
    }

    /**
     * Mounts, and begins to answer the requests of the kernel; the mount can be used when this returns.
     *
     * @throws ToolFailedException when it cannot be used; it is unmounted and the volume closed then
     */
    void start(int commitSeconds) throws IOException, InterruptedException {
        try {
            begin();
            schedule(commitSeconds);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            // The end of the process waits until the volume is closed.
            try (Closeable _ = this::close) {
                throw e;
            }
        }
    }

    private void begin() throws IOException, InterruptedException {
        session.start(process.threads(), () -> ready.complete(false));
        if (!ready.join()) {
            session.await();
            throw session.unusable();
        }
        try {
            if (session.device().isPresent()) {
                KernelReadAhead.enlarge(session.device().get());
            }
        } catch (IOException e) {
            // The mount works without it. In a container, for example, the setting cannot be changed.
        }
    }

    private void schedule(int commitSeconds) throws ToolFailedException {
        try {
            HeapTrim trim = new HeapTrim(
                    operations.requests()::count, () -> Runtime.getRuntime().totalMemory(), System::gc, IDLE_SECONDS);
            var _ = timer.scheduleWithFixedDelay(trim, 1, 1, TimeUnit.SECONDS);
            if (volume instanceof WritableVolume writable) {
                PeriodicCommit commit =
                        new PeriodicCommit(() -> commit(writable), failures::reportOnce, log, timer::shutdown);
                var _ = timer.scheduleWithFixedDelay(commit, commitSeconds, commitSeconds, TimeUnit.SECONDS);
            }
        } catch (RejectedExecutionException ended) {
            throw session.unusable();
        }
    }

    private void commit(WritableVolume writable) throws IOException {
        operations.refreshBlocks();
        if (writable.hasChanges()) {
            writable.commit();
        }
    }

    /**
     * Waits until the volume has been unmounted, and makes everything durable.
     *
     * @throws IOException when that fails, or libfuse gave up
     */
    void awaitEnd() throws IOException, InterruptedException {
        try (Closeable _ = this::close) {
            session.await();
        }
    }

    private synchronized void close() throws IOException {
        if (closed.getCount() == 0) {
            return;
        }
        try (volume;
                Closeable _ = nameless::close) {
            // Neither a commit nor a request that was handed over must find the volume closed.
            timer.close();
            syncs.close();
        } finally {
            closed.countDown();
        }
    }

    /**
     * Unmounts and makes everything durable, because the process is being ended. A start in progress fails, and so does
     * a later one.
     */
    void end() {
        try (Closeable _ = session::abort;
                Closeable _ = this::close) {
            new LastFlush(session::place, operations, this::isWritten).run();
            session.detach();
            session.directories()
                    .forEach(directory -> log.accept("stays mounted on " + directory
                            + ", where nothing answers any more; " + "unmount it there"));
            // Programs with open files may go on, also where a mount hides this one or it was detached before.
            if (!closed.await(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
                operations.requests().awaitQuiet(QUIET_MILLIS, deadline);
            }
        } catch (IOException | InterruptedException e) {
            log.accept("could not be ended cleanly: " + Messages.reasonInSentence(e));
        }
    }

    /** Returns whether a program may still write to an open file. */
    private boolean isWritten() {
        return closed.getCount() > 0 && operations.mayBeWritten();
    }

    /** Frees the memory of libfuse. */
    void free() {
        // They use the session.
        operations.close();
        session.free();
    }
}
