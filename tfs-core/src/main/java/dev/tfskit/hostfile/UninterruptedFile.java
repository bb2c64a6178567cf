// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An open file that stays open when a thread is interrupted while it reads or writes. A {@code FileChannel} would
 * close, for all threads. The operations run in the calling thread, and its interrupt status stays as it is.
 * Thread-safe.
 */
final class UninterruptedFile implements PositionalFile {

    private static final ExecutorService CALLER = new CallingThread();

    private final AsynchronousFileChannel channel;
    private final boolean isWritable;

    private UninterruptedFile(AsynchronousFileChannel channel, boolean isWritable) {
        this.channel = channel;
        this.isWritable = isWritable;
    }

    static UninterruptedFile open(Path path, Set<? extends OpenOption> options) throws IOException {
        return new UninterruptedFile(
                AsynchronousFileChannel.open(path, options, CALLER), options.contains(StandardOpenOption.WRITE));
    }

    @Override
    public boolean tryLock() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (AssertionError e) {
            // The JDK does not expect that the host fails to identify an open file.
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return result(channel.read(target, position));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return result(channel.write(source, position));
    }

    /** Returns the result of an operation that has ended, so this does not wait. */
    private static int result(Future<Integer> operation) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long bytes) throws IOException {
        channel.truncate(bytes);
    }

    @Override
    public void force() throws IOException {
        if (isWritable) {
            channel.force(false);
        } else {
            forceWhatOthersWrote();
        }
    }

    /** The mtime counts, too: an overlay recognises its image by it. A read-only file system may have no flush. */
    private void forceWhatOthersWrote() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            if (!NoFlush.isReasonOf(e)) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Runs each task at once, in the thread that hands it in. It is never shut down. */
    private static final class CallingThread extends AbstractExecutorService {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
