// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Failure;
import dev.tfskit.error.Messages;
import java.io.IOException;

/** Thrown when the image is complete under its name, but a step after that failed. */
final class CompleteImageException extends IOException {

    private static final long serialVersionUID = 1;

    private final String subject;
    private final String effect;

    /**
     * Creates an exception.
     *
     * @param subject the file or stream that failed
     * @param effect the state of the image now
     * @param cause the failure, with the reason of the host
     */
    CompleteImageException(String subject, String effect, IOException cause) {
        super(Messages.reasonOf(cause), cause);
        this.subject = subject;
        this.effect = effect;
    }

    /** Returns the line for the user. */
    Failure failure() {
        return new Failure(ExitCode.LATER_STEP_FAILED, subject, Messages.reasonOf(this), effect);
    }
}
