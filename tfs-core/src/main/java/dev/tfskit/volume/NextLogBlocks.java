package dev.tfskit.volume;

import dev.tfskit.NoSpaceException;
import dev.tfskit.codec.Encoding;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives blocks to a log that is to replace another; only as many as can be had without harm to the present one. */
final class NextLogBlocks implements LogWriter.ExtensionSource {

    private final Supplier<Optional<BlockRun>> runs;
    private final String volume;

    NextLogBlocks(final Supplier<Optional<BlockRun>> runs, final String volume) {
        this.runs = runs;
        this.volume = volume;
    }

    @Override
    public Extension allocate() throws NoSpaceException {
        final BlockRun run = runs.get().orElseThrow(() -> new NoSpaceException(volume, "no room to write the log anew"));
        return new Extension(run.start(), run.length(), Encoding.VERSION_5);
    }
}
