package dev.tfskit.mkfs;

import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.UnclosedStream;
import dev.tfskit.device.PendingFile;
import dev.tfskit.archive.CompressionFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Standard output. An image is not written from its first byte to its last, so it is complete in a file before it goes out.
 *
 * @param output takes the image
 * @param compression none, or LZ4
 */
record StreamTarget(StandardOutput output, CompressionFormat compression) implements ImageTarget {

    @Override
    public Path place() {
        return TemporaryPlace.get();
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void publish(final PendingFile draft, final DraftFiles drafts) throws IOException {
        try (OutputStream stream = compression.compress(new UnclosedStream(output))) {
            ImageBytes.of(draft.channel()).copyTo(stream);
        }
    }
}
