// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.image.ImageChange;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Prints what an update changes: lines with {@code -v} and {@code --dry-run}, and a summary; or one JSON object with
 * {@code --json}. Not thread-safe.
 */
final class ChangeReport implements Consumer<ImageChange> {

    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MkfsOptions options;
    private final StandardOutput output;
    private final EntryLines lines;
    private final Wording wording;
    /** All changes, for JSON. */
    private final List<ImageChange> changes = new ArrayList<>();

    ChangeReport(MkfsOptions options, StandardOutput output) {
        this.options = options;
        this.output = output;
        this.wording = options.result().dryRun() ? Wording.PLANNED : Wording.DONE;
        this.lines = new EntryLines(output, wording.of(word(Kind.DEFRAGMENTED)).length());
    }

    /** Prints a change, or keeps it for JSON; throws an {@link UncheckedIOException} when it cannot be printed. */
    @Override
    public void accept(ImageChange change) {
        if (options.result().report() == ResultOptions.Report.JSON) {
            changes.add(change);
        } else if (options.result().dryRun() || options.result().report() == ResultOptions.Report.ENTRIES) {
            try {
                lines.print(wording.of(word(change.kind())), name(change));
            } catch (OutputException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String name(ImageChange change) {
        String path = Printable.of(change.path().quoted());
        return change.oldPath()
                .map(old -> Printable.of(old.quoted()) + " -> " + path)
                .orElse(path);
    }

    /** Prints the summary. */
    void print(ImageUpdate.Summary summary, UpdateOptions wanted, long nanoseconds) throws IOException {
        List<String> work = wanted.otherWork(wording);
        switch (options.result().report()) {
            case NOTHING -> {}
            case SUMMARY, ENTRIES -> output.println(line(summary, work, nanoseconds));
            case JSON -> printJson(summary, work, nanoseconds);
        }
        output.close();
    }

    private String line(ImageUpdate.Summary summary, List<String> work, long nanoseconds) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (summary.count(kind) > 0) {
                parts.add(wording.of(Long.toString(summary.count(kind)), word(kind)));
            }
        }
        parts.addAll(work);
        if (!summary.after().label().equals(summary.before().label())) {
            parts.add(wording.of("label", Printable.of(summary.after().label().toString())));
        }
        if (!summary.after().uuid().equals(summary.before().uuid())) {
            parts.add(wording.of("UUID", summary.after().uuid().toString()));
        }
        if (summary.bytesAfter() != summary.bytesBefore()) {
            parts.add(wording.of(
                    "volume",
                    "of " + Messages.size(summary.bytesAfter()) + " instead of "
                            + Messages.size(summary.bytesBefore())));
        }
        if (parts.isEmpty()) {
            parts.add(summary.isChanged() ? wording.of("attributes of the root", "changed") : "nothing to change");
        }
        String line = String.join(", ", parts) + "; " + wording.of(Messages.size(summary.fileBytes()), "copied");
        return options.result().dryRun() ? line : line + ", " + Messages.seconds(nanoseconds);
    }

    private void printJson(ImageUpdate.Summary summary, List<String> work, long nanoseconds) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("image", options.image());
            Report.writeBytes(json, "label", summary.after().label().text());
            json.writeStringField("uuid", summary.after().uuid().toString());
            json.writeNumberField("volume_bytes", summary.bytesAfter());
            json.writeBooleanField("dry_run", options.result().dryRun());
            json.writeBooleanField("changed", summary.isChanged() || !work.isEmpty());
            json.writeArrayFieldStart("work");
            for (String each : work) {
                json.writeString(each);
            }
            json.writeEndArray();
            json.writeNumberField("file_bytes", summary.fileBytes());
            json.writeNumberField("seconds", nanoseconds / NANOS_A_SECOND);
            json.writeArrayFieldStart("changes");
            for (ImageChange change : changes) {
                json.writeStartObject();
                json.writeStringField("change", word(change.kind()));
                Report.writeBytes(json, "path", change.path().toText());
                if (change.oldPath().isPresent()) {
                    Report.writeBytes(json, "old_path", change.oldPath().get().toText());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        output.println(text.toString());
    }
}
