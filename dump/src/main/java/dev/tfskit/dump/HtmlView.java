// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.NamedOutput;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.SequentialFile;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.message.Messages;
import dev.tfskit.report.Report;
import dev.tfskit.volume.Volume;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --html}: writes a page about the image for a browser. */
final class HtmlView implements View {

    private static final int BUFFER_BYTES = 256 << 10;

    private final DiffView diff;

    HtmlView(DiffView diff) {
        this.diff = diff;
    }

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--html")
                .paramLabel("FILE")
                .type(String.class)
                .description("Write a page for a browser to FILE: what takes the space, where it lies, what "
                        + "happened, what is wrong. With --diff, OTHER is the older image, and the page also shows "
                        + "what has changed since.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of();
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return true;
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        String file = session.options().argument(this);
        if (StandardStream.OUTPUT.isNamedBy(file)) {
            report(session).writeTo(session.output());
            return ExitCode.OK;
        }
        Path target = session.files().target("--html", file);
        demandIsNotCompared(session, target);
        if (SequentialFile.isAt(target)) {
            Report report = report(session);
            try (OutputStream stream = new BufferedOutputStream(SequentialFile.open(target), BUFFER_BYTES)) {
                report.writeTo(stream);
            }
        } else {
            writeFile(session, target);
        }
        return ExitCode.OK;
    }

    /** The page would take the place of an image that is only read. */
    private void demandIsNotCompared(Session session, Path target) throws UsageException, IOException {
        String compared = session.options().argument(diff);
        if (!compared.isEmpty() && Files.exists(target)) {
            Path other = PathArgument.parse("--diff", compared);
            if (Files.exists(other) && Files.isSameFile(target, other)) {
                throw new UsageException("--html names the image of --diff; name another file");
            }
        }
    }

    private Report report(Session session) throws UsageException, IOException {
        Path image = session.options().image();
        Report report = new Report(
                Printable.of(
                        Objects.requireNonNullElse(image.getFileName(), image).toString()),
                session.image().device(),
                Report.USUAL_ENTRIES);
        for (PartitionContent partition : session.image().disk().partitions()) {
            report.addPartition(partition);
        }
        session.image()
                .disk()
                .crashLog()
                .ifPresent(log -> report.addCrashLog(log, String.join("\n", CrashLogView.lines(log))));
        session.image().check(report::addFinding).run();
        String compared = session.options().argument(diff);
        if (!compared.isEmpty()) {
            ImageName other = new ImageName(PathArgument.parse("--diff", compared), OptionalLong.empty());
            try (Volume second = DiffView.openSecond(session, other)) {
                report.addDifferences(
                        Printable.of(other.file().toString()),
                        second,
                        DifferenceWords.of(session.options(), other)::of);
            }
        }
        return report;
    }

    /** Creates the file first: if that fails, the user learns it before a large image is read. */
    private void writeFile(Session session, Path target) throws UsageException, IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            Report report = report(session);
            OutputStream stream = new NamedOutput(target, Channels.newOutputStream(pending.channel()));
            // The file itself is closed when it is published.
            try (OutputStream buffered = new BufferedOutputStream(new NonClosingStream(stream), BUFFER_BYTES)) {
                report.writeTo(buffered);
            }
            pending.publish();
            session.output()
                    .println(Printable.of(target.toString()) + ": a page of " + Messages.size(Files.size(target))
                            + "; open it in a browser");
        }
    }
}
