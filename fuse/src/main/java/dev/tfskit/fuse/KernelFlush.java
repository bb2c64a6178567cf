// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes the kernel begin to pass on what it has collected for a mount: bytes, in large pieces, and times. It runs the
 * program {@code sync} for that: if the process behind the mount made the call itself, it would wait for its own
 * answers, and no signal could end it. Newer kernels, such as Linux 6.18.44, do not wait for what they pass on, and
 * pass on only a part at a time.
 */
final class KernelFlush {

    /** Another file system can keep {@code sync} waiting; by then the kernel has begun with this one. */
    private static final int MOST_SECONDS = 5;

    private KernelFlush() {}

    /**
     * Returns when the program has ended, or has run for some seconds. Where {@code sync -f} does not reach the mount,
     * {@code sync} begins with all file systems.
     *
     * @param place the directory that leads to the mount; empty without one
     * @param deadline a value of {@link System#nanoTime()} at which this returns in any case
     */
    static void begin(Optional<Path> place, long deadline) throws InterruptedException {
        if (place.isEmpty() || !run(PathProgram.of(place.get(), "sync", "-f"), deadline)) {
            run(new ProcessBuilder("sync"), deadline);
        }
    }

    /** Returns false when the program has failed. */
    private static boolean run(ProcessBuilder program, long deadline) throws InterruptedException {
        long mostNanos = Math.min(TimeUnit.SECONDS.toNanos(MOST_SECONDS), deadline - System.nanoTime());
        try {
            Process process = program.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(mostNanos, TimeUnit.NANOSECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return true;
        } catch (IOException withoutProgram) {
            return false;
        }
    }
}
