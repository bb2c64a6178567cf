// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ProgressLine;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.message.Messages;
import dev.tfskit.source.SourceEntry;
import java.io.Closeable;
import java.util.function.Consumer;

/** Shows on a terminal how many entries went in. Not thread-safe. */
final class Progress implements Consumer<SourceEntry>, Closeable {

    private final ProgressLine line;
    private long bytes;
    private long entries;

    private Progress(ProgressLine line) {
        this.line = line;
    }

    /** Creates the progress line; it shows nothing without a terminal or with {@code -q}. */
    static Progress of(ResultOptions.Report report, ToolContext context) {
        boolean isWanted = context.terminal().error() && report != ResultOptions.Report.NOTHING;
        return new Progress(new ProgressLine(context.diagnostics(), isWanted));
    }

    @Override
    public void accept(SourceEntry entry) {
        entries++;
        if (entry instanceof SourceEntry.File file) {
            bytes += file.size();
        }
        line.show(this::text);
    }

    private String text(double seconds) {
        return Messages.of(entries, "entry", "entries") + ", " + Messages.size(bytes) + ", "
                + Messages.size((long) (bytes / seconds)) + "/s";
    }

    /** Removes the line for good. */
    void end() {
        line.close();
    }

    @Override
    public void close() {
        end();
    }
}
