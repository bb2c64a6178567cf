// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.cli.StandardOutput;
import java.io.OutputStream;

/**
 * Writes a finished image to standard output, which stays open.
 *
 * @param output the stream
 * @param compression none, or LZ4
 */
record StreamTarget(StandardOutput output, CompressionFormat compression) implements OutputTarget {

    @Override
    public OutputStream open() {
        return new NonClosingStream(output);
    }
}
