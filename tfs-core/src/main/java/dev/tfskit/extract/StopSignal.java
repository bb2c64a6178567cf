// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import java.io.InterruptedIOException;

/** A signal to the threads of an extraction that they must stop. Thread-safe. */
final class StopSignal {

    private volatile boolean given;

    void give() {
        given = true;
    }

    /** Throws when the signal was given. */
    void check() throws InterruptedIOException {
        if (given) {
            throw new InterruptedIOException("the extraction was stopped");
        }
    }
}
