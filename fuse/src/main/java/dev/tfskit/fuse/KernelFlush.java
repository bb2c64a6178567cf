// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Makes the kernel pass on the bytes that it has collected for a mount. Another process does that: this one would wait
 * for an answer of its own, and when it is killed while it waits, the kernel cannot end it.
 */
final class KernelFlush {

    private KernelFlush() {}

    /** Returns when the kernel has passed everything on, or the time is over, or the host has no such program. */
    static void of(Path mountPoint, long mostSeconds) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("sync", "-f", mountPoint.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(mostSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException notInstalled) {
            // What is open stays as the kernel has passed it on so far.
        }
    }
}
