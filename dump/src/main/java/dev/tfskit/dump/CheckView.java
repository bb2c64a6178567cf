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
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
        boolean isSound = session.json() ? writeJson(session) : print(session);
        return isSound ? ExitCode.OK : ExitCode.ERRORS_FOUND;
    }

    /** Returns whether there are no errors, and no losses. */
    private static boolean print(Session session) throws IOException {
        CheckReport report = check(session, finding -> session.output().println(line(finding)));
        session.output().println(Printable.of(session.options().image().toString()) + ": " + summary(report));
        Optional<Path> target = session.options().salvage();
        boolean isWhole = target.isEmpty() || printSalvage(session, target.get());
        return isWhole && report.count(Severity.ERROR) == 0;
    }

    /** Returns whether there are no errors, and no losses. */
    private static boolean writeJson(Session session) throws IOException {
        try (JsonOutput json = session.beginBareJson()) {
            json.beginArray("findings");
            CheckReport report = check(session, finding -> write(json, finding));
            json.endArray();
            json.field("errors", report.count(Severity.ERROR));
            json.field("warnings", report.count(Severity.WARNING));
            json.field("notes", report.count(Severity.INFORMATION));
            Optional<Path> target = session.options().salvage();
            boolean isWhole = target.isEmpty() || writeSalvage(json, session, target.get());
            json.complete();
            return isWhole && report.count(Severity.ERROR) == 0;
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

    /** Returns whether nothing was lost. */
    private static boolean printSalvage(Session session, Path target) throws IOException {
        Losses losses;
        try (GroupedWarnings warnings = new GroupedWarnings(session.diagnostics(), "--json names all of them")) {
            losses = new Losses(lost -> {
                switch (lost.level()) {
                    case WARNING -> warnings.warn(lost.subject(), lost.text());
                    case NOTE -> session.diagnostics().note(lost.subject(), lost.text());
                }
            });
            ImageBuilder.Summary summary = salvage(session, target, losses);
            session.output()
                    .println(Printable.of(target.toString()) + ": "
                            + Messages.of(summary.entries(), "entry", "entries") + ", "
                            + Messages.size(summary.fileBytes()) + " salvaged");
        } catch (TfsFormatException e) {
            session.diagnostics().problem(target.toString(), "is not written, because " + nothingSaved(e));
            return false;
        }
        return losses.areNone();
    }

    /** Writes each loss at once, because a failing disk can lose more than memory holds. */
    private static boolean writeSalvage(JsonOutput json, Session session, Path target) throws IOException {
        Losses losses = new Losses(lost -> write(json, lost));
        Optional<ImageBuilder.Summary> summary = Optional.empty();
        json.beginObject("salvaged");
        json.beginArray("lost");
        try {
            summary = Optional.of(salvage(session, target, losses));
        } catch (TfsFormatException e) {
            losses.accept(new Notice(TreePath.ROOT.toString(), nothingSaved(e)));
        }
        boolean isWhole = losses.areNone();
        json.endArray();
        if (summary.isPresent()) {
            json.field("image", target.toString());
            json.field("entries", summary.get().entries());
            json.field("file_bytes", summary.get().fileBytes());
        }
        json.endObject();
        return isWhole;
    }

    private static String nothingSaved(TfsFormatException damage) {
        return "nothing can be saved: " + Messages.reasonOf(damage);
    }

    private static void write(JsonOutput json, Notice lost) throws IOException {
        json.beginElement();
        json.field("subject", lost.subject());
        json.field("problem", lost.text());
        json.endObject();
    }

    /**
     * Writes what can be read of the volume to a new volume.
     *
     * @throws TfsFormatException when nothing can be read; then there is no new volume
     */
    private static ImageBuilder.Summary salvage(Session session, Path target, Consumer<Notice> lost)
            throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            ImageBuilder.Summary summary = new Salvage(session.presentPart(), lost)
                    .into(new NoSyncDevice(new FileDevice(pending.target(), pending.channel())));
            pending.publish();
            return summary;
        }
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
