// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Makes the kernel begin to pass on what it has collected for a mount: bytes, in large pieces, and times. It runs the
 * program {@code sync} for that: if the process behind the mount made the call itself, it would wait for its own
 * answers, and no signal could end it. Newer kernels, such as Linux 6.18.44, do not wait for what they pass on, and
 * pass on only a part at a time.
 */
final class KernelFlush {

    private KernelFlush() {}

    /**
     * Returns when the program has ended; the host may have none.
     *
     * @param deadline a value of {@link System#nanoTime()} at which this gives up
     */
    static void begin(Path mountPoint, long deadline) throws InterruptedException {
        try {
            Process process = PathProgram.of(mountPoint, "sync", "-f")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException withoutShell) {
            // It is only slower without.
        }
    }
}
