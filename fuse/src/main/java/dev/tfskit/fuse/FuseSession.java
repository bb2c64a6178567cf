// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mounted file system, from mounting to unmounting. Threads of the JVM answer the requests, so libfuse attaches none.
 */
final class FuseSession {

    private final LibFuse fuse;
    private final LibC libC;
    private final Path mountPoint;
    private final long mountPointText;
    private final long channel;
    private final long session;
    /** Keeps the functions of the table reachable: if they were collected, requests would never be answered. */
    private final OperationTable table;

    private final List<Thread> threads = new ArrayList<>();

    private FuseSession(
            LibFuse fuse,
            LibC libC,
            Path mountPoint,
            long mountPointText,
            long channel,
            long session,
            OperationTable table) {
        this.fuse = fuse;
        this.libC = libC;
        this.mountPoint = mountPoint;
        this.mountPointText = mountPointText;
        this.channel = channel;
        this.session = session;
        this.table = table;
    }

    /**
     * Mounts.
     *
     * @param mountPoint an absolute path
     * @param options what follows {@code -o}, one each
     * @param debug whether libfuse prints every request
     * @throws ToolFailedException when libfuse refuses; it has printed the reason on standard error
     */
    static FuseSession mount(
            LibFuse fuse, LibC libC, Path mountPoint, List<String> options, boolean debug, OperationTable table)
            throws IOException {
        long text = NativeMemory.allocate(HostNames.absolute(mountPoint));
        long arguments = arguments(options, debug);
        long channel = fuse.fuse_mount(text, arguments);
        if (channel == 0) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "could not be mounted on",
                    "see the line above; as a user without root rights you need the package fuse");
        }
        long session = fuse.fuse_lowlevel_new(arguments, table.address(), table.bytes(), 0);
        if (session == 0) {
            fuse.fuse_unmount(text, channel);
            throw new ToolFailedException("-o", "an option is not known", "see the line above");
        }
        fuse.fuse_session_add_chan(session, channel);
        return new FuseSession(fuse, libC, mountPoint, text, channel, session, table);
    }

    /** {@code struct fuse_args}: a count, the texts, and whether they are libfuse's to free. */
    private static long arguments(List<String> options, boolean debug) {
        List<String> words = new ArrayList<>(List.of("tfs-fuse", "-o", String.join(",", options)));
        if (debug) {
            words.add("-d");
        }
        long texts = NativeMemory.allocate((words.size() + 1L) * Long.BYTES);
        for (int i = 0; i < words.size(); i++) {
            NativeMemory.putLong(
                    texts + (long) i * Long.BYTES,
                    NativeMemory.allocate(words.get(i).getBytes(StandardCharsets.UTF_8)));
        }
        long arguments = NativeMemory.allocate(3L * Long.BYTES);
        NativeMemory.putInt(arguments, words.size());
        NativeMemory.putLong(arguments + Long.BYTES, texts);
        return arguments;
    }

    /** Begins to answer requests; where the kernel does not take part, nothing is mounted any more. */
    void start(int threadCount) throws ToolFailedException, InterruptedException {
        try {
            new Handshake(fuse, libC, session, channel).run();
        } catch (ToolFailedException e) {
            LazyUnmount.of(mountPoint, libC);
            throw e;
        }
        for (int i = 0; i < threadCount; i++) {
            threads.add(
                    Thread.ofPlatform().name("tfs-fuse-" + i).daemon().start(() -> fuse.fuse_session_loop(session)));
        }
    }

    /** Makes the kernel ask for the attributes of an inode again. */
    void forgetAttributes(long number) {
        fuse.fuse_lowlevel_notify_inval_inode(channel, number, -1, 0);
    }

    /** Waits until the file system has been unmounted. */
    void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * Unmounts the file system, unless it was unmounted already: by now another one may be mounted there.
     *
     * @return whether it is off
     */
    boolean detach() throws InterruptedException {
        return threads.stream().noneMatch(Thread::isAlive) || LazyUnmount.of(mountPoint, libC);
    }

    /** Frees the memory of libfuse; requests are no longer answered. */
    void free() {
        try {
            fuse.fuse_session_remove_chan(channel);
            fuse.fuse_session_destroy(session);
            fuse.fuse_unmount(mountPointText, channel);
        } finally {
            Reference.reachabilityFence(table);
        }
    }
}
