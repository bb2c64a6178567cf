// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostError;
import java.io.IOException;

/**
 * Signals that standard output cannot be written. This is a type of its own, because the same error of a file that the
 * tool writes needs another message and another exit code.
 */
public final class OutputException extends IOException {

    private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
        super(Messages.reasonOf(cause), cause);
    }

    /**
     * Returns whether the reader closed the pipe, which is not an error, because a program such as {@code head} reads
     * only a part.
     *
     * @return true if the reader closed the pipe
     */
    public boolean isPipeClosed() {
        return HostError.of(Messages.reasonOf(this))
                .filter(HostError.BROKEN_PIPE::equals)
                .isPresent();
    }
}
