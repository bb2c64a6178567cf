// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import dev.tfskit.message.Messages;
import java.io.IOException;

/**
 * Thrown when a write to the device fails or has failed before, or an error has interrupted a change. The volume is
 * read-only from then on: it is unknown which bytes the device holds, or the change may be half done. Data that was
 * durable before the failure is not lost.
 */
public final class VolumeFailedException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param volume the name of the volume, in display form
     * @param cause the first failure
     */
    public VolumeFailedException(String volume, Throwable cause) {
        super(volume, problem(cause) + ", so the volume is read-only until it is opened again" + details(cause));
        initCause(cause);
    }

    /**
     * Returns what to report when the volume is not used further: why the device failed matters then, not that the
     * volume is read-only.
     *
     * @return the failure of the device; this exception when something else has failed
     */
    public IOException deviceFailure() {
        return getCause() instanceof IOException failure ? failure : this;
    }

    private static String problem(Throwable cause) {
        return cause instanceof OutOfMemoryError
                ? "the program had too little memory to finish a change"
                : "writing has failed";
    }

    private static String details(Throwable cause) {
        return cause instanceof OutOfMemoryError
                ? "; give Java more memory with -Xmx"
                : ": " + Messages.reasonInSentence(cause);
    }
}
