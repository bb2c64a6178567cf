// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mounted file system, from mounting to unmounting. Threads of this program answer the requests, so no thread of
 * libfuse has to be attached to the JVM.
 */
final class FuseSession {

    private final FuseConnection connection;
    private final LibC libC;
    private final Path mountPoint;
    /** Tells this mount from another one on the same directory; empty when it was unmounted at once. */
    private final Optional<HostMount> own;
    /** Keeps the functions of the table reachable: if they were collected, requests would never be answered. */
    private final OperationTable table;

    private final List<Thread> threads = new ArrayList<>();
    /** The result of the first loop that failed; 0 without one. */
    private final AtomicInteger failure = new AtomicInteger();

    /** How many threads answer requests; 0 also when they would wait for ever, because unmounting has failed. */
    private CountDownLatch answering = new CountDownLatch(0);

    private boolean unmounted;

    /**
     * Creates a session.
     *
     * @param connection the file system, just mounted
     * @param mountPoint an absolute path
     * @param table the operations of the connection
     */
    FuseSession(FuseConnection connection, LibC libC, Path mountPoint, OperationTable table) throws IOException {
        this.connection = connection;
        this.libC = libC;
        this.mountPoint = mountPoint;
        this.own = MountTable.on(mountPoint);
        this.table = table;
    }

    /**
     * Begins to answer requests. If the kernel refuses the connection, this unmounts the file system and throws.
     *
     * @param ended called whenever a thread answers no more requests
     */
    void start(int threadCount, Runnable ended) throws IOException, InterruptedException {
        try {
            connection.begin();
        } catch (ToolFailedException e) {
            unmount();
            throw e;
        }
        answering = new CountDownLatch(threadCount);
        for (int i = 0; i < threadCount; i++) {
            threads.add(Thread.ofPlatform().name("tfs-fuse-" + i).daemon().start(() -> answer(ended)));
        }
    }

    private void answer(Runnable ended) {
        try {
            int result = connection.loop();
            if (result < 0 && failure.compareAndSet(0, result)) {
                // The other threads wait for requests that never come; unmounting ends them. Where it fails, the end
                // of this process does.
                if (!unmount()) {
                    stopWaiting();
                }
            }
        } catch (IOException unreadableTable) {
            stopWaiting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answering.countDown();
            ended.run();
        }
    }

    private void stopWaiting() {
        while (answering.getCount() > 0) {
            answering.countDown();
        }
    }

    private synchronized boolean isUnmounted() {
        return unmounted;
    }

    /** Unmounts once: later another file system may be mounted there. */
    private synchronized boolean unmount() throws IOException, InterruptedException {
        if (!unmounted) {
            unmounted = own.isPresent() && LazyUnmount.of(own.get(), libC);
        }
        return unmounted;
    }

    /** Makes the kernel request the attributes of an inode again. */
    void forgetAttributes(long number) {
        connection.forgetAttributes(number);
    }

    /** Makes the kernel pass on what it has collected for a file; no thread that answers requests may call this. */
    void passOnContents(long number, long offset) {
        connection.passOnContents(number, offset);
    }

    /**
     * Waits until the file system has been unmounted.
     *
     * @throws ToolFailedException when that was because libfuse gave up
     */
    void await() throws ToolFailedException, InterruptedException {
        answering.await();
        if (failure.get() != 0) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "libfuse ended the connection with the kernel, error " + -failure.get(),
                    isUnmounted()
                            ? "see the line above, and mount it again"
                            : "see the line above, unmount it with fusermount3 -u, and mount it again");
        }
    }

    /**
     * Unmounts the file system, unless it was unmounted already: by now another one may be mounted there.
     *
     * @return whether it is unmounted now
     */
    boolean detach() throws IOException, InterruptedException {
        return threads.stream().noneMatch(Thread::isAlive) || unmount();
    }

    /** Frees the memory of libfuse; requests are no longer answered. */
    void free() {
        try {
            connection.free();
        } finally {
            Reference.reachabilityFence(table);
        }
    }
}
