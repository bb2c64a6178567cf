// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what can be read of a volume to a new file, once, and reports what was lost. Not thread-safe. */
final class SalvageRun {

    private final OpenImage image;
    private final Path target;
    private final PendingFile pending;
    private boolean isWhole;

    /**
     * Creates a run that has not begun.
     *
     * @param image the image with the volume
     * @param target the name of the new file for messages
     * @param pending the new file; published unless nothing can be saved
     */
    SalvageRun(OpenImage image, Path target, PendingFile pending) {
        this.image = image;
        this.target = target;
        this.pending = pending;
    }

    /** Runs the salvage, and prints its losses and its result for people. */
    void print(StandardOutput output, Diagnostics diagnostics) throws IOException {
        try (GroupedWarnings warnings = new GroupedWarnings(diagnostics, "--json names all of them")) {
            ImageBuilder.Summary summary = run(lost -> {
                switch (lost.level()) {
                    case WARNING -> warnings.warn(lost.subject(), lost.text());
                    case NOTE -> diagnostics.note(lost.subject(), lost.text());
                }
            });
            output.println(Printable.of(target.toString()) + ": "
                    + Messages.of(summary.entries(), "entry", "entries") + ", "
                    + Messages.size(summary.fileBytes()) + " salvaged");
        } catch (TfsFormatException e) {
            diagnostics.problem(target.toString(), "is not written, because " + nothingSaved(e));
        }
    }

    /** Runs the salvage, and writes its result as a field of a document. */
    void write(JsonOutput json) throws IOException {
        Optional<ImageBuilder.Summary> summary = Optional.empty();
        json.beginObject("salvaged");
        json.beginArray("lost");
        try {
            // Writes each loss at once, because a failing disk can lose more than memory holds.
            summary = Optional.of(run(lost -> write(json, lost)));
        } catch (TfsFormatException e) {
            write(json, new Notice(TreePath.ROOT.toString(), nothingSaved(e)));
        }
        json.endArray();
        if (summary.isPresent()) {
            json.field("image", target.toString());
            json.field("entries", summary.get().entries());
            json.field("file_bytes", summary.get().fileBytes());
        }
        json.endObject();
    }

    private static void write(JsonOutput json, Notice lost) throws IOException {
        json.beginElement();
        json.field("subject", lost.subject());
        json.field("problem", lost.text());
        json.endObject();
    }

    private static String nothingSaved(TfsFormatException damage) {
        return "nothing can be saved: " + Messages.reasonOf(damage);
    }

    /** Returns whether the run has ended and nothing was lost. */
    boolean isWhole() {
        return isWhole;
    }

    /**
     * Writes and publishes the new volume.
     *
     * @throws TfsFormatException when nothing can be read; then there is no new volume
     */
    private ImageBuilder.Summary run(IoConsumer<Notice> reports) throws IOException {
        Losses losses = new Losses(reports);
        ImageBuilder.Summary summary = new Salvage(image.presentPart(), losses)
                .into(new NoSyncDevice(new FileDevice(pending.target(), pending.channel())));
        pending.publish();
        isWhole = losses.areNone();
        return summary;
    }

    /**
     * Passes on what a salvage has lost, and its notes, which are no losses. The salvage goes on when that fails, so
     * that the failure is not taken for one of the salvage.
     */
    private static final class Losses implements Consumer<Notice> {
        private final IoConsumer<Notice> target;
        private boolean none = true;
        private @Nullable IOException failure;

        Losses(IoConsumer<Notice> target) {
            this.target = target;
        }

        @Override
        public synchronized void accept(Notice lost) {
            none = none && lost.level() == Notice.Level.NOTE;
            if (failure == null) {
                try {
                    target.accept(lost);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }

        /** Returns whether there were no losses; fails when one could not be passed on. */
        synchronized boolean areNone() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return none;
        }
    }
}
