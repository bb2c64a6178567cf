// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.archive.TarExport;
import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.NonClosingStream;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.UsageException;
import dev.tfskit.error.Messages;
import dev.tfskit.extract.Extraction;
import dev.tfskit.hostfile.PendingFile;
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

/** {@code --tar}: the tree, as an archive. */
final class TarView implements View {

    private static final int BUFFER_BYTES = 256 << 10;

    private static final String STANDARD_OUTPUT = "-";

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--tar")
                .paramLabel("FILE")
                .type(String.class)
                .description("Write everything, or what is at PATH, as a tar archive to FILE, which the suffixes .gz, "
                        + ".lz4, .xz and"
                        + " .zst compress; to standard output if it is -.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--at");
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        String file = session.options().argument(this);
        List<TreePath> paths =
                session.starts().stream().map(PathLookup.Found::path).toList();
        TarExport export = new TarExport(
                        session.volume(),
                        problem -> session.damages().add(problem.path(), problem.text()),
                        warning -> session.diagnostics().warn(warning.path().toString(), warning.text()))
                .only(paths);
        if (file.equals(STANDARD_OUTPUT)) {
            export.to(session.output());
        } else {
            writeFile(session, export, session.target("--tar", PathArgument.parse("--tar", file)));
        }
        return session.damages().exitCode();
    }

    private static void writeFile(Session session, TarExport export, Path target) throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            PendingFile pending = cleanUp.guard(() -> PendingFile.forTarget(target));
            Extraction.Summary summary;
            // Closing the stream ends the compression; the file itself is closed when it is published.
            OutputStream stream = Channels.newOutputStream(pending.channel());
            OutputStream unclosed = new NonClosingStream(new BufferedOutputStream(stream, BUFFER_BYTES));
            try (OutputStream compressed = CompressionFormat.of(target).compress(unclosed)) {
                summary = export.to(compressed);
            }
            pending.publish();
            session.output()
                    .println(Messages.of(summary.entries(), "entry", "entries") + ", "
                            + Messages.bytes(summary.fileBytes()) + " archived in " + Printable.of(target.toString()));
        }
    }
}
