// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.NamedOutput;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.hostfile.PendingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file that holds the image as an LZ4 frame.
 *
 * @param file the target that publishes the compressed file
 */
record CompressedTarget(FileTarget file) implements ImageTarget {

    @Override
    public Path workPath() {
        return file.workPath();
    }

    @Override
    public PendingFile begin() throws IOException {
        return file.begin();
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void publish(PendingFile draft, DraftFiles drafts) throws IOException {
        PendingFile compressed = drafts.begin();
        // Closing the compressor closes its target, and the channel is still needed.
        OutputStream behind = new NonClosingStream(
                new NamedOutput(compressed.target(), Channels.newOutputStream(compressed.channel())));
        try (OutputStream stream = CompressionFormat.LZ4.compress(behind)) {
            ImageBytes.of(draft).copyTo(stream);
        }
        file.publish(compressed, drafts);
        remove(draft);
    }

    private void remove(PendingFile draft) throws CompleteImageException {
        try {
            draft.close();
        } catch (IOException e) {
            throw new CompleteImageException(
                    workPath().toString(),
                    "the image is complete, but the temporary file " + draft.temporaryPath()
                            + " could not be removed; remove it",
                    e);
        }
    }
}
