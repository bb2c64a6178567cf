// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The failures of a mount that the user must know of, as lines of its log. Thread-safe. */
final class FailureLog {

    private final Consumer<String> log;
    private final AtomicBoolean volumeFailed = new AtomicBoolean();

    /**
     * Begins without failures.
     *
     * @param log receives a line for the user
     */
    FailureLog(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Reports that the volume can no longer be written, unless that was reported before.
     *
     * @return whether this is the first report
     */
    boolean reportOnce(VolumeFailedException failure) {
        boolean first = volumeFailed.compareAndSet(false, true);
        if (first) {
            log.accept(failure.getReason());
        }
        return first;
    }

    /** Reports that a request has failed because of a damaged image, a failing disk or a defect of this program. */
    void reportRequest(Throwable failure) {
        log.accept("a request has failed: " + reason(failure));
    }

    /** Runs an action without a request that could be answered: that it fails is only logged. */
    void runLogged(IoRunnable action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            log.accept("an action without a request has failed: " + reason(e));
        }
    }

    /** Returns the reason of a failure. That of a defect keeps the name of its class, which helps to find it. */
    private static String reason(Throwable failure) {
        return failure instanceof IOException ? Messages.reasonInSentence(failure) : failure.toString();
    }
}
