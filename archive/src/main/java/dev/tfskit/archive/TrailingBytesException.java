// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;

/** Signals that bytes that are not compressed follow the compressed ones. */
final class TrailingBytesException extends IOException {

    private static final long serialVersionUID = 1;

    TrailingBytesException() {
        super("the compressed data are followed by other bytes");
    }
}
