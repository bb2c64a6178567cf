// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A target that takes bytes only one after the other. An image is not written from its first byte to its last, so it is
 * completed in a file before it is written out.
 */
interface OutputTarget extends ImageTarget {

    /** Returns the format in which the image goes out. */
    CompressionFormat compression();

    /** Opens the target. */
    OutputStream open() throws IOException;

    @Override
    default Path workPath() {
        return TempDirectory.workPath();
    }

    @Override
    default OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    default void publish(PendingFile draft, DraftFiles drafts) throws IOException {
        try (OutputStream stream = compression().compress(open())) {
            ImageBytes.of(draft).copyTo(stream);
        }
    }
}
