// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.constants.platform.Errno;

/**
 * A mounted file system, from mounting to unmounting. Threads of this program answer the requests, so no thread of
 * libfuse has to be attached to the JVM. Any thread may {@link #detach} at any time, also before and during the start.
 */
final class FuseSession implements KernelNotices {

    /** The result for a connection that another program has aborted; libfuse returns the same as for an unmount. */
    private static final int ABORTED = -Errno.ECONNABORTED.intValue();

    /**
     * How long a forced unmount may take after it has aborted the connection. It does so before it removes the mount,
     * and waits in between while other programs mount something.
     */
    private static final long FORCED_UNMOUNT_SECONDS = 5;

    private static final long POLL_MILLIS = 20;

    private final IoSupplier<FuseConnection> mounting;
    private final LibC libC;
    private final Path mountPoint;
    /** Keeps the functions of the table reachable: if they were collected, requests would never be answered. */
    private final OperationTable table;

    /** The result of the first loop that ended without an unmount; 0 without one. */
    private final AtomicInteger failure = new AtomicInteger();

    /** How many threads answer requests; 0 also when they would wait for ever, because unmounting has failed. */
    private CountDownLatch answering = new CountDownLatch(0);

    /** Empty before the mount. */
    private volatile Optional<FuseConnection> connection = Optional.empty();

    /** This mount, to tell it from others; empty before the mount, or without a table of mounts. */
    private Optional<HostMount> listed = Optional.empty();

    /** That of this mount; empty as long as {@link #listed} is. */
    private Optional<Superblock> superblock = Optional.empty();

    /** Whether the directory of this mount is free. */
    private boolean unmounted;

    /** Whether the file system was found to be mounted nowhere: from then on, its numbers are those of another one. */
    private boolean ended;

    /**
     * Prepares a session, and mounts nothing yet.
     *
     * @param mounting mounts the file system
     * @param mountPoint an absolute path
     * @param table the operations of the connection
     */
    FuseSession(IoSupplier<FuseConnection> mounting, LibC libC, Path mountPoint, OperationTable table) {
        this.mounting = mounting;
        this.libC = libC;
        this.mountPoint = mountPoint;
        this.table = table;
    }

    /**
     * Mounts, and begins to answer requests. A start that fails leaves nothing mounted.
     *
     * @param ended called whenever a thread answers no more requests
     * @throws ToolFailedException when libfuse or the kernel refuses, or {@link #detach} was called before
     */
    void start(int threadCount, Runnable ended) throws IOException, InterruptedException {
        try {
            FuseConnection mounted = mount();
            mounted.begin();
            answering = new CountDownLatch(threadCount);
            for (int i = 0; i < threadCount; i++) {
                Thread.ofPlatform().name("tfs-fuse-" + i).daemon().start(() -> answer(mounted, ended));
            }
        } catch (IOException | RuntimeException | Error e) {
            unmountAfter(e);
            throw e;
        }
    }

    private synchronized FuseConnection mount() throws IOException {
        if (unmounted) {
            throw unusable();
        }
        FuseConnection mounted = mounting.get();
        connection = Optional.of(mounted);
        // Another program may have mounted something on top already.
        listed = MountTable.latestOn(mountPoint);
        superblock = device().map(Superblock::of);
        return mounted;
    }

    /** Returns the failure of a start whose mount another thread or program has ended. */
    ToolFailedException unusable() {
        return new ToolFailedException(
                mountPoint.toString(), "was unmounted before it could be used", "mount it again");
    }

    private void unmountAfter(Throwable failed) {
        try {
            detach();
        } catch (InterruptedException | RuntimeException | Error e) {
            failed.addSuppressed(e);
        }
    }

    private void answer(FuseConnection mounted, Runnable ended) {
        try {
            int result = mounted.loop();
            boolean isOrderly = result >= 0 && awaitUnmount();
            if (!isOrderly && failure.compareAndSet(0, result < 0 ? result : ABORTED) && !detach()) {
                // The other threads wait for requests that never come; unmounting ends them. Where it fails, the end
                // of this process does.
                stopWaiting();
            }
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

    /** Waits until another program has unmounted the file system; returns false when none does so in time. */
    private boolean awaitUnmount() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(FORCED_UNMOUNT_SECONDS);
        while (!noteUnmount() && deadline - System.nanoTime() > 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return isUnmounted();
    }

    /**
     * Notes whether the file system is unmounted, and returns it. An unmount removes the mount from the table before it
     * ends the connection. From then on, a mount with the same number is another one: the kernel uses numbers again.
     */
    private synchronized boolean noteUnmount() {
        if (!unmounted) {
            ended = directories().isEmpty();
            unmounted = ended;
        }
        return unmounted;
    }

    private synchronized boolean isUnmounted() {
        return unmounted;
    }

    /**
     * Unmounts the file system, unless it was unmounted already: by now another one may be mounted there. Bind mounts
     * on other directories stay. Before the start, this makes the start fail.
     *
     * @return whether its directory is free now
     */
    synchronized boolean detach() throws InterruptedException {
        if (!unmounted) {
            unmounted = connection.isEmpty() || (listed.isEmpty() ? LazyUnmount.of(mountPoint, libC) : detachListed());
        }
        return unmounted;
    }

    /** Unmounts until this mount is gone: an unmount takes the topmost mount, which may be a bind mount of this one. */
    private boolean detachListed() throws InterruptedException {
        boolean detached = false;
        for (Optional<Path> place = place(); place.isPresent(); place = place()) {
            if (!LazyUnmount.of(place.get(), libC)) {
                return false;
            }
            detached = true;
        }
        return detached && ownDirectory().isEmpty();
    }

    /**
     * Ends the connection with the kernel, if programs still use the file system. The end of this process would do so,
     * too; but a thread that waits in the kernel for an answer of this process keeps it from ending.
     */
    synchronized void abort() {
        superblock.ifPresent(Superblock::abort);
    }

    /**
     * Returns the directory that leads to this mount: it may have another path than at the start, because a directory
     * above it was renamed. Empty when the mount was detached, or another one hides it. Without a table of mounts,
     * nothing is known of either.
     */
    synchronized Optional<Path> place() {
        return listed.isEmpty() ? Optional.of(mountPoint) : ownDirectory().filter(this::isOnTop);
    }

    private boolean isOnTop(Path place) {
        try {
            return MountTable.on(place).filter(this::isThis).isPresent();
        } catch (IOException unreadableTable) {
            return false;
        }
    }

    /** Returns the directory on which the table has this mount, hidden or not; empty when it has none. */
    private Optional<Path> ownDirectory() {
        return mounts().stream()
                .filter(mount ->
                        listed.filter(own -> own.id().equals(mount.id())).isPresent())
                .findFirst()
                .map(HostMount::directory);
    }

    /**
     * Returns the directories on which the table has the file system, hidden or not: that of this mount and those of
     * bind mounts.
     */
    synchronized List<Path> directories() {
        return mounts().stream().map(HostMount::directory).distinct().toList();
    }

    /** Returns the mounts of the file system; none when the table cannot be read. */
    private List<HostMount> mounts() {
        try {
            List<HostMount> found =
                    MountTable.list().stream().filter(this::isThis).toList();
            return isGone() ? List.of() : found;
        } catch (IOException unreadableTable) {
            return List.of();
        }
    }

    /**
     * Returns whether a mount in a table that was read before cannot be one of this file system: the kernel gives the
     * number of a file system that has ended to the next one, which may be one of the same image.
     */
    private boolean isGone() {
        return ended || superblock.filter(Superblock::isGone).isPresent();
    }

    /** Returns whether a mount is this one or a bind mount of it. */
    private boolean isThis(HostMount mount) {
        return listed.filter(own ->
                        own.device().equals(mount.device()) && own.source().equals(mount.source()))
                .isPresent();
    }

    /** Returns the device number of the mount, in the form {@code MAJOR:MINOR}; empty before the mount. */
    synchronized Optional<String> device() {
        return listed.map(HostMount::device);
    }

    /** Does nothing before the mount. */
    @Override
    public void forgetAttributes(long number) {
        connection.ifPresent(mounted -> mounted.forgetAttributes(number));
    }

    /** Does nothing before the mount. */
    @Override
    public void passOnContents(long number, long offset, long length) {
        connection.ifPresent(mounted -> mounted.passOnContents(number, offset, length));
    }

    /**
     * Waits until the file system has been unmounted.
     *
     * @throws ToolFailedException when the connection ended before, because libfuse gave up or another program aborted
     *     it
     */
    void await() throws ToolFailedException, InterruptedException {
        answering.await();
        int result = failure.get();
        if (result == ABORTED) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "another program has aborted the connection with the kernel",
                    isUnmounted() ? "mount it again" : "unmount it with 'tfs-fuse --unmount', and mount it again");
        } else if (result != 0) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "libfuse ended the connection with the kernel, error " + -result,
                    isUnmounted()
                            ? "see the line above, and mount it again"
                            : "see the line above, unmount it with 'tfs-fuse --unmount', and mount it again");
        }
    }

    /** Frees the memory of libfuse; requests are no longer answered. */
    void free() {
        try {
            connection.ifPresent(FuseConnection::free);
        } finally {
            Reference.reachabilityFence(table);
        }
    }
}
