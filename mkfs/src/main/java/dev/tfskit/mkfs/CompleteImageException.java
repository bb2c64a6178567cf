// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Failure;
import dev.tfskit.cli.OutputException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

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
        super(reasonOf(cause), cause);
        this.subject = subject;
        this.effect = effect;
    }

    /** The line has a subject of its own, so the file that a failure names is left out. */
    private static String reasonOf(IOException cause) {
        return switch (cause) {
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case AccessDeniedException _ -> "permission denied";
            default -> Messages.reasonOf(cause);
        };
    }

    /** Prints the summary of an image that is complete. A reader of standard output may go away, as it likes. */
    static void summarise(IoRunnable printing) throws IOException {
        try {
            printing.run();
        } catch (OutputException e) {
            if (e.isPipeClosed()) {
                throw e;
            }
            throw new CompleteImageException(
                    "standard output",
                    "the image is complete, but its summary could not be printed; tfs-dump shows it",
                    e);
        }
    }

    /** Returns the line for the user. */
    Failure failure() {
        return new Failure(ExitCode.LATER_STEP_FAILED, subject, Messages.reasonOf(this), effect);
    }
}
