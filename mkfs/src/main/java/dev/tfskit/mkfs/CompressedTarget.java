package dev.tfskit.mkfs;

import dev.tfskit.cli.UnclosedStream;
import dev.tfskit.device.PendingFile;
import dev.tfskit.archive.CompressionFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file that holds the image as an LZ4 frame.
 *
 * @param file as it would be without compression
 */
record CompressedTarget(FileTarget file) implements ImageTarget {

    @Override
    public Path place() {
        return file.place();
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void publish(final PendingFile draft, final DraftFiles drafts) throws IOException {
        final PendingFile compressed = drafts.begin();
        // The stream closes what is behind it, and the channel is still needed.
        final OutputStream behind = new UnclosedStream(Channels.newOutputStream(compressed.channel()));
        try (OutputStream stream = CompressionFormat.LZ4.compress(behind)) {
            ImageBytes.of(draft.channel()).copyTo(stream);
        }
        file.publish(compressed, drafts);
    }
}
