// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import jnr.constants.platform.Errno;

/** Signals that a request is refused with an error number before it reaches the volume. */
final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Errno error;

    ErrnoException(Errno error) {
        super(error.toString());
        this.error = error;
    }

    Errno error() {
        return error;
    }
}
