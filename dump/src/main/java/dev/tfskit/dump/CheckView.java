// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.Finding;
import dev.tfskit.check.Severity;
import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --check}: prints every fault of an image. With {@code --salvage}, it also writes a new volume of everything
 * that can be read.
 */
final class CheckView implements View {

    @Override
    public OptionSpec option() {
        return Flag.named("--check")
                .description("Check the image and report each fault. Exit code 0: no errors; 4: errors; 8: could "
                        + "not check; 16: wrong usage.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--salvage");
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return true;
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        if (session.options().salvage().isPresent()) {
            session.target("--salvage", session.options().salvage().get());
        }
        CheckReport report = session.json() ? writeJson(session) : print(session);
        return report.count(Severity.ERROR) == 0 ? ExitCode.OK : ExitCode.ERRORS_FOUND;
    }

    private static CheckReport print(Session session) throws IOException {
        CheckReport report = check(session, finding -> session.output().println(line(finding)));
        session.output().println(Printable.of(session.options().image().toString()) + ": " + summary(report));
        if (session.options().salvage().isPresent()) {
            printSalvage(session, session.options().salvage().get());
        }
        return report;
    }

    private static CheckReport writeJson(Session session) throws IOException {
        try (JsonOutput json = session.beginBareJson()) {
            json.beginArray("findings");
            CheckReport report = check(session, finding -> write(json, finding));
            json.endArray();
            json.field("errors", report.count(Severity.ERROR));
            json.field("warnings", report.count(Severity.WARNING));
            json.field("notes", report.count(Severity.INFORMATION));
            if (session.options().salvage().isPresent()) {
                writeSalvage(json, session, session.options().salvage().get());
            }
            json.complete();
            return report;
        }
    }

    /** Passes on each finding at once, so that the findings before a failure are printed. */
    private static CheckReport check(Session session, IoConsumer<Finding> sink) throws IOException {
        try {
            return session.check(finding -> {
                try {
                    sink.accept(finding);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String line(Finding finding) {
        StringBuilder line = new StringBuilder(word(finding.severity())).append(": ");
        finding.partition()
                .ifPresent(number -> line.append("partition ").append(number).append(": "));
        finding.path().ifPresent(path -> line.append(path).append(": "));
        line.append(finding.problem());
        if (finding.record().isPresent()) {
            line.append(" (record ").append(finding.record().getAsLong());
            line.append(
                    finding.offset().isPresent()
                            ? " at byte " + finding.offset().getAsLong() + ")"
                            : ")");
        } else if (finding.offset().isPresent()) {
            line.append(" (at byte ").append(finding.offset().getAsLong()).append(')');
        }
        return line.append("; ").append(finding.kind().consequence()).toString();
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFORMATION -> "note";
        };
    }

    private static String summary(CheckReport report) {
        long errors = report.count(Severity.ERROR);
        return (errors == 0 ? "no errors" : Messages.of(errors, "error", "errors")) + ", "
                + Messages.of(report.count(Severity.WARNING), "warning", "warnings") + ", "
                + Messages.of(report.count(Severity.INFORMATION), "note", "notes");
    }

    private static void write(JsonOutput json, Finding finding) throws IOException {
        json.beginElement();
        json.field("severity", word(finding.severity()));
        json.field("code", finding.kind().code());
        if (finding.partition().isPresent()) {
            json.field("partition", finding.partition().getAsInt());
        }
        if (finding.path().isPresent()) {
            json.bytes("path", finding.path().get().toText());
        }
        if (finding.record().isPresent()) {
            json.field("record", finding.record().getAsLong());
        }
        if (finding.offset().isPresent()) {
            json.field("offset", finding.offset().getAsLong());
        }
        json.field("problem", finding.problem());
        json.field("consequence", finding.kind().consequence());
        json.endObject();
    }

    private static void printSalvage(Session session, Path target) throws IOException {
        ImageBuilder.Summary summary;
        try (GroupedWarnings warnings = new GroupedWarnings(session.diagnostics(), "--json names all of them")) {
            summary = salvage(session, target, lost -> warnings.warn(lost.subject(), lost.text()));
        }
        session.output()
                .println(Printable.of(target.toString()) + ": " + Messages.of(summary.entries(), "entry", "entries")
                        + ", " + Messages.size(summary.fileBytes()) + " salvaged");
    }

    private static void writeSalvage(JsonOutput json, Session session, Path target) throws IOException {
        List<Notice> losses = new ArrayList<>();
        ImageBuilder.Summary summary = salvage(session, target, losses::add);
        json.beginObject("salvaged");
        json.field("image", target.toString());
        json.field("entries", summary.entries());
        json.field("file_bytes", summary.fileBytes());
        json.beginArray("lost");
        for (Notice lost : losses) {
            json.beginElement();
            json.field("subject", lost.subject());
            json.field("problem", lost.text());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static ImageBuilder.Summary salvage(Session session, Path target, Consumer<Notice> lost)
            throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            ImageBuilder.Summary summary = new Salvage(session.device(), lost)
                    .into(new NoSyncDevice(new FileDevice(pending.target(), pending.channel())));
            pending.publish();
            return summary;
        }
    }
}
