package dev.tfskit.mkfs;

import dev.tfskit.Plural;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.image.SourceEntry;
import java.io.Closeable;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;

/** Shows on a terminal how far the work is, once it has taken a second. For one thread. */
final class Progress implements Consumer<SourceEntry>, Closeable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int UPDATE_MILLIS = 200;
    private static final int COLUMNS = 79;
    private static final long MEGABYTE = 1_000_000;
    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** How many are to come is not known: sources are read as they are copied. */
    private static final int UNKNOWN = -1;

    private final Diagnostics diagnostics;
    private final long patienceNanos;
    private final long start = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();
    private long bytes;
    private long entries;

    private Progress(final Diagnostics diagnostics, final long patienceNanos) {
        this.diagnostics = diagnostics;
        this.patienceNanos = patienceNanos;
    }

    /** Begins to watch; nothing is ever shown where nobody looks, or wants to know. */
    static Progress of(final ResultOptions.Report report, final ToolContext context) {
        final boolean isWanted = context.terminal().error() && report != ResultOptions.Report.NOTHING;
        return new Progress(context.diagnostics(), isWanted ? PATIENCE_NANOS : Long.MAX_VALUE);
    }

    @Override
    public void accept(final SourceEntry entry) {
        entries++;
        if (entry instanceof SourceEntry.File file) {
            bytes += file.size();
        }
        if (bar.isEmpty() && System.nanoTime() - start > patienceNanos) {
            bar = Optional.of(begin());
        }
        if (bar.isPresent()) {
            bar.get().stepTo(bytes);
            bar.get().setExtraMessage(Plural.of(entries, "entry", "entries"));
        }
    }

    private ProgressBar begin() {
        return new ProgressBarBuilder()
                .setInitialMax(UNKNOWN)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setRenderer((state, _) -> line(state))
                .setConsumer(new Line())
                .build();
    }

    private String line(final ProgressState state) {
        final double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
        return String.format(Locale.ROOT, "%s, %d MB, %.0f MB/s", state.getExtraMessage(), state.getCurrent() / MEGABYTE,
                state.getCurrent() / seconds / MEGABYTE);
    }

    /** Shows nothing any more. */
    void end() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
        diagnostics.status("");
    }

    @Override
    public void close() {
        end();
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
