// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Standard output as target. An image is not written from its first byte to its last, so it is completed in a file
 * before it is written out.
 *
 * @param output the stream
 * @param compression none, or LZ4
 */
record StreamTarget(StandardOutput output, CompressionFormat compression) implements ImageTarget {

    @Override
    public Path workPath() {
        return TempDirectory.workPath();
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void publish(PendingFile draft, DraftFiles drafts) throws IOException {
        try (OutputStream stream = compression.compress(new NonClosingStream(output))) {
            ImageBytes.of(draft).copyTo(stream);
        }
    }
}
