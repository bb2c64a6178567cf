// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.error.Messages;
import dev.tfskit.source.SourceEntry;
import java.io.Closeable;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Shows the progress of the work on a terminal, once it has taken a second. For one thread. */
final class Progress implements Consumer<SourceEntry>, Closeable {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The least time between two updates of the line; eyes cannot follow faster ones. */
    private static final long UPDATE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long MEGABYTE = 1_000_000;
    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Diagnostics diagnostics;
    private final boolean isWanted;
    private final long start = System.nanoTime();
    private long nextDrawn = start + QUIET_NANOS;
    private long bytes;
    private long entries;

    private Progress(Diagnostics diagnostics, boolean isWanted) {
        this.diagnostics = diagnostics;
        this.isWanted = isWanted;
    }

    /** Creates the progress line; it shows nothing without a terminal or with {@code -q}. */
    static Progress of(ResultOptions.Report report, ToolContext context) {
        boolean isWanted = context.terminal().error() && report != ResultOptions.Report.NOTHING;
        return new Progress(context.diagnostics(), isWanted);
    }

    @Override
    public void accept(SourceEntry entry) {
        entries++;
        if (entry instanceof SourceEntry.File file) {
            bytes += file.size();
        }
        if (!isWanted) {
            return;
        }
        long now = System.nanoTime();
        if (now - nextDrawn >= 0) {
            diagnostics.status(line(now));
            nextDrawn = now + UPDATE_NANOS;
        }
    }

    private String line(long now) {
        double seconds = (now - start) / NANOS_A_SECOND;
        return String.format(
                Locale.ROOT,
                "%s, %d MB, %.0f MB/s",
                Messages.of(entries, "entry", "entries"),
                bytes / MEGABYTE,
                bytes / seconds / MEGABYTE);
    }

    /** Removes the line for good. */
    void end() {
        diagnostics.status("");
    }

    @Override
    public void close() {
        end();
    }
}
