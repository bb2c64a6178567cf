// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mounted file system, from mounting to unmounting. Threads of the JVM answer the requests, so libfuse attaches none.
 */
final class FuseSession {

    private final FuseConnection connection;
    private final LibC libC;
    private final Path mountPoint;
    /** Keeps the functions of the table reachable: if they were collected, requests would never be answered. */
    private final OperationTable table;

    private final List<Thread> threads = new ArrayList<>();

    /**
     * Creates a session.
     *
     * @param connection the file system, just mounted
     * @param mountPoint an absolute path
     * @param table the operations of the connection
     */
    FuseSession(FuseConnection connection, LibC libC, Path mountPoint, OperationTable table) {
        this.connection = connection;
        this.libC = libC;
        this.mountPoint = mountPoint;
        this.table = table;
    }

    /** Begins to answer requests. If the kernel refuses the connection, this unmounts the file system and throws. */
    void start(int threadCount) throws ToolFailedException, InterruptedException {
        try {
            connection.begin();
        } catch (ToolFailedException e) {
            LazyUnmount.of(mountPoint, libC);
            throw e;
        }
        for (int i = 0; i < threadCount; i++) {
            threads.add(Thread.ofPlatform().name("tfs-fuse-" + i).daemon().start(connection::loop));
        }
    }

    /** Makes the kernel request the attributes of an inode again. */
    void forgetAttributes(long number) {
        connection.forgetAttributes(number);
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
     * @return whether it is unmounted now
     */
    boolean detach() throws InterruptedException {
        return threads.stream().noneMatch(Thread::isAlive) || LazyUnmount.of(mountPoint, libC);
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
