// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.SequentialFile;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A named pipe or a character device such as {@code /dev/null}. As for standard output, the image is complete in a file
 * before a byte goes out.
 *
 * @param file the path of the pipe or device
 * @param compression none, or LZ4
 */
record SequentialTarget(Path file, CompressionFormat compression) implements ImageTarget {

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
        try (OutputStream stream = compression.compress(SequentialFile.open(file))) {
            ImageBytes.of(draft).copyTo(stream);
        }
    }
}
