// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.Severity;
import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --check}: prints every fault of an image. With {@code --salvage}, a {@link SalvageRun} follows, which writes a
 * new volume of everything that can be read.
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
        Optional<Path> target = session.options().salvage();
        return target.isPresent()
                ? checkAndSalvage(session, session.files().target("--salvage", target.get()))
                : check(session, Optional.empty());
    }

    /** Creates the file first: a failing disk may be readable only once, and a check of it can take hours. */
    private static ExitCode checkAndSalvage(Session session, Path target) throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            return check(session, Optional.of(new SalvageRun(session.image(), target, pending)));
        }
    }

    private static ExitCode check(Session session, Optional<SalvageRun> salvage) throws IOException {
        CheckReport report = session.json() ? writeJson(session, salvage) : print(session, salvage);
        boolean isSound = report.count(Severity.ERROR) == 0
                && salvage.map(SalvageRun::isWhole).orElse(true);
        return isSound ? ExitCode.OK : ExitCode.ERRORS_FOUND;
    }

    private static CheckReport print(Session session, Optional<SalvageRun> salvage) throws IOException {
        CheckReport report = run(session, finding -> session.output().println(line(finding)));
        session.output().println(Printable.of(session.options().image().toString()) + ": " + summary(report));
        if (salvage.isPresent()) {
            salvage.get().print(session.output(), session.diagnostics());
        }
        return report;
    }

    private static CheckReport writeJson(Session session, Optional<SalvageRun> salvage) throws IOException {
        try (JsonOutput json = session.beginBareJson()) {
            json.beginArray("findings");
            CheckReport report = run(session, finding -> write(json, finding));
            json.endArray();
            json.field("errors", report.count(Severity.ERROR));
            json.field("warnings", report.count(Severity.WARNING));
            json.field("notes", report.count(Severity.INFORMATION));
            if (salvage.isPresent()) {
                salvage.get().write(json);
            }
            json.complete();
            return report;
        }
    }

    /**
     * Passes on each finding at once, so that the findings before a failure are printed. A read error of the host ends
     * the check, except during a salvage, which reports it as a loss.
     */
    private static CheckReport run(Session session, IoConsumer<Finding> sink) throws IOException {
        try {
            DiskCheck check = session.image().check(finding -> {
                try {
                    sink.accept(finding);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (session.options().salvage().isPresent()) {
                check.tolerateReadErrors();
            }
            return check.run();
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
}
