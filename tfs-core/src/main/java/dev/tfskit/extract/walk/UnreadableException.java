// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** Thrown when the bytes of an entry cannot be read from the image; other entries may still be readable. */
public final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    private UnreadableException(IOException cause) {
        super("the image cannot be read: " + Messages.reasonInSentence(cause), cause);
    }

    /**
     * Returns what to throw when a read of an entry has failed.
     *
     * @param error the error of the read
     * @return the error itself when the image is damaged or closed; otherwise an exception of this class
     */
    public static IOException of(IOException error) {
        return error instanceof TfsFormatException || error instanceof ClosedChannelException
                ? error
                : new UnreadableException(error);
    }
}
