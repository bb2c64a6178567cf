// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Makes the kernel pass on the bytes that it has collected for a mount. It runs the program {@code sync} for that: if
 * the process behind the mount made the call itself, it would wait for its own answers, and no signal could end it.
 */
final class KernelFlush {

    private KernelFlush() {}

    /** Returns when the kernel has passed everything on, or the time is over, or the host has no program for it. */
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
            // Without a flush, open files have the bytes that the kernel has passed on so far.
        }
    }
}
