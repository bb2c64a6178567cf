// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.SequentialFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A named pipe or a character device such as {@code /dev/null}.
 *
 * @param file the path of the pipe or device
 * @param compression none, or LZ4
 */
record SequentialTarget(Path file, CompressionFormat compression) implements OutputTarget {

    @Override
    public OutputStream open() throws IOException {
        return SequentialFile.open(file);
    }
}
