// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import java.io.IOException;

/** The image cannot be read where the bytes of an entry are; others may still come out. */
public final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableException(IOException cause) {
        super("the image cannot be read: " + cause.getMessage(), cause);
    }
}
