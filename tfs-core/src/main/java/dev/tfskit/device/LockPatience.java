package dev.tfskit.device;

import dev.tfskit.IoSupplier;
import dev.tfskit.posix.HostMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a program that is about to end: {@code umount} returns before the process behind a mount has brought everything to disk,
 * and that one keeps its lock until then. An image that is still mounted is not waited for.
 */
public final class LockPatience {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 20;

    private LockPatience() {}

    /**
     * Tries until the file is not locked any more, for ten seconds.
     *
     * @throws LockedException when it is locked after that, or at once when it is locked and mounted
     * @throws IOException when the attempt fails otherwise
     */
    public static <T> T attempt(final Path file, final IoSupplier<T> attempt) throws IOException {
        final long start = System.nanoTime();
        while (true) {
            try {
                return attempt.get();
            } catch (LockedException e) {
                if (System.nanoTime() - start >= LIMIT_NANOS || HostMounts.isMounted(file)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(final LockedException reason) throws LockedException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
