// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import jnr.constants.platform.Errno;

/** Signals that the answer to a request is an error number, for a reason that no exception of the volume expresses. */
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
