// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.message.Messages;
import java.io.IOException;

/** Thrown when the bytes of an entry cannot be read from the image; other entries may still be readable. */
public final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableException(IOException cause) {
        super("the image cannot be read: " + Messages.reasonInSentence(cause), cause);
    }
}
