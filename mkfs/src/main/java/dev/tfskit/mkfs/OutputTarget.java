// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A target that takes bytes only from front to back. The builder of an image does not write it in that order, so the
 * image is completed in a temporary file and then copied to the target.
 */
interface OutputTarget extends ImageTarget {

    /** Returns the format in which the image goes out. */
    CompressionFormat compression();

    /** Opens the target. */
    OutputStream open() throws IOException;

    @Override
    default Path workPath() {
        return ImageTarget.temporaryWorkPath();
    }

    @Override
    default PendingFile begin() throws IOException {
        return PendingFile.unpublished(workPath());
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
