package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.image.SourceEntry;
import java.io.Closeable;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on a terminal how far the work is, once it has taken a second. For one thread. */
final class Progress implements Consumer<SourceEntry>, Closeable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int UPDATE_MILLIS = 200;
    private static final int COLUMNS = 79;
    private static final long MEGABYTE = 1_000_000;
    /** How many are to come is not known: sources are read as they are copied. */
    private static final int UNKNOWN = -1;

    private final Diagnostics diagnostics;
    private final long start = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();
    private long bytes;
    private long entries;

    Progress(final Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    @Override
    public void accept(final SourceEntry entry) {
        entries++;
        if (entry instanceof SourceEntry.File file) {
            bytes += file.size();
        }
        if (bar.isEmpty() && System.nanoTime() - start > PATIENCE_NANOS) {
            bar = Optional.of(begin());
        }
        if (bar.isPresent()) {
            bar.get().stepTo(bytes);
            bar.get().setExtraMessage(entries + " entries");
        }
    }

    private ProgressBar begin() {
        return new ProgressBarBuilder()
                .setTaskName("copying")
                .setInitialMax(UNKNOWN)
                .setUnit(" MB", MEGABYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new Line())
                .build();
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        diagnostics.status("");
    }

    /** The last line of the terminal, which messages take over. */
    private final class Line implements ProgressBarConsumer {

        @Override
        public int getMaxRenderedLength() {
            return COLUMNS;
        }

        @Override
        public void accept(final String rendered) {
            diagnostics.status(rendered);
        }

        @Override
        public void close() {
            // The line is cleared by whoever ends the work.
        }
    }
}
