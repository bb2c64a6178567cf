// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OutputException;
import java.io.IOException;

/** An image was made, but its summary could not be printed. The message is the reason of the host. */
final class UnreportedImageException extends IOException {

    private static final long serialVersionUID = 1;

    UnreportedImageException(OutputException cause) {
        super(cause.reason(), cause);
    }
}
