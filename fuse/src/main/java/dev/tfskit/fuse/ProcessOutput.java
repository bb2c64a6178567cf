// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The standard output of another process. A thread reads it while the process runs, because a process waits when its
 * pipe is full. That thread ends with the output, and this process does not wait for it. Thread-safe.
 */
final class ProcessOutput {

    private final CountDownLatch firstByte = new CountDownLatch(1);
    private final FutureTask<byte[]> furtherBytes;

    /** Begins to read the output of a process; all of it is kept in memory. */
    ProcessOutput(Process process) {
        InputStream output = process.getInputStream();
        this.furtherBytes = new FutureTask<>(() -> {
            try {
                output.read();
            } finally {
                firstByte.countDown();
            }
            return output.readAllBytes();
        });
        Thread.ofPlatform().daemon().start(furtherBytes);
    }

    /**
     * Waits for the first byte, or for the end of an output without bytes.
     *
     * @param seconds for how long
     * @return false when neither has come by then
     * @throws InterruptedException when this thread is interrupted
     */
    boolean awaitFirstByte(int seconds) throws InterruptedException {
        return firstByte.await(seconds, TimeUnit.SECONDS);
    }

    /**
     * Waits for the end of the output.
     *
     * @return the bytes after the first one
     * @throws InterruptedException when this thread is interrupted
     * @throws IOException when the output cannot be read
     */
    byte[] awaitFurtherBytes() throws IOException, InterruptedException {
        try {
            return furtherBytes.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
