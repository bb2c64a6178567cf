// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the process behind a mount runs.
 *
 * @param log the file for messages while it runs in the background; empty for none
 * @param inBackground whether it goes on in the background when the mount can be used
 * @param debug whether libfuse prints each request
 * @param threads how many threads answer requests
 */
record MountProcess(Optional<Path> log, boolean inBackground, boolean debug, int threads) {

    private static final int MOST_THREADS = 4;
    private static final int LEAST_THREADS = 2;

    /** Returns how many threads answer requests where no option says otherwise. */
    static int usualThreads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), LEAST_THREADS, MOST_THREADS);
    }
}
