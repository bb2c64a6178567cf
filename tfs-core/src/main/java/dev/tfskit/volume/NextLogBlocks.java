package dev.tfskit.volume;

import dev.tfskit.NoSpaceException;
import dev.tfskit.codec.Encoding;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives blocks to a log that is to replace another: only as many as can be had without harm to the present one, until it has taken
 * its place. Guarded by the lock of the namespace.
 */
final class NextLogBlocks implements LogWriter.ExtensionSource {

    private final Supplier<Optional<BlockRun>> runs;
    private final String volume;
    private Optional<LogWriter.ExtensionSource> normal = Optional.empty();

    NextLogBlocks(final Supplier<Optional<BlockRun>> runs, final String volume) {
        this.runs = runs;
        this.volume = volume;
    }

    /** The log has replaced the other, and grows from now on as any log of the volume does. */
    void continueWith(final LogWriter.ExtensionSource source) {
        normal = Optional.of(source);
    }

    @Override
    public Extension allocate() throws IOException {
        if (normal.isPresent()) {
            return normal.get().allocate();
        }
        final BlockRun run = runs.get().orElseThrow(() -> new NoSpaceException(volume, "no room to write the log anew"));
        return new Extension(run.start(), run.length(), Encoding.VERSION_5);
    }
}
