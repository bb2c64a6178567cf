// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.archive.TarExport;
import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.NamedOutput;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.SequentialFile;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import dev.tfskit.extract.Extraction;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.PathLookup;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --tar}: writes the tree as a tar archive. */
final class TarView implements View {

    private static final int BUFFER_BYTES = 256 << 10;

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--tar")
                .paramLabel("FILE")
                .type(String.class)
                .description("Write the tree as a tar archive to FILE; - is standard output. The endings .gz, "
                        + ".lz4, .xz and .zst of FILE compress it.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--at");
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return true;
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        String file = session.options().argument(this);
        List<TreePath> paths =
                session.starts().stream().map(PathLookup.Found::path).toList();
        TarExport export = new TarExport(
                        session.image().volume(),
                        problem -> session.damages().add(problem.path(), problem.text()),
                        warning -> session.diagnostics().warn(warning.path().toString(), warning.text()))
                .only(paths);
        if (StandardStream.OUTPUT.isNamedBy(file)) {
            export.to(session.fileOutput());
            return session.damages().exitCode();
        }
        Path target = session.files().target("--tar", file);
        if (SequentialFile.isAt(target)) {
            try (OutputStream stream = buffered(SequentialFile.open(target))) {
                report(session, target, export.to(stream));
            }
        } else {
            CompressionFormat compression = CompressionFormat.written(target)
                    .orElseThrow(() -> new UsageException("--tar writes no file such as " + target.getFileName()
                            + "; name one that ends in .tar, .gz, .lz4, .xz or .zst"));
            writeFile(session, export, target, compression);
        }
        return session.damages().exitCode();
    }

    private static OutputStream buffered(OutputStream stream) {
        return new BufferedOutputStream(stream, BUFFER_BYTES);
    }

    private static void writeFile(Session session, TarExport export, Path target, CompressionFormat compression)
            throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            Extraction.Summary summary;
            // Closing the stream ends the compression; the file itself is closed when it is published.
            OutputStream stream = new NamedOutput(target, Channels.newOutputStream(pending.channel()));
            OutputStream unclosed = new NonClosingStream(buffered(stream));
            try (OutputStream compressed = compression.compress(unclosed)) {
                summary = export.to(compressed);
            }
            pending.publish();
            report(session, target, summary);
        }
    }

    private static void report(Session session, Path target, Extraction.Summary summary) throws IOException {
        session.output()
                .println(Messages.of(summary.entries(), "entry", "entries") + ", " + Messages.size(summary.fileBytes())
                        + " archived in " + Printable.of(target.toString()));
    }
}
