// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.extract.Extraction;
import dev.tfskit.extract.OverwritePolicy;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.PathLookup;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code -d}: extracts the tree into a directory of the host. */
final class ExtractView implements View {

    /** More threads wait for each other: a host creates the entries of one file system one after the other. */
    private static final int MOST_THREADS = 4;

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("-d", "--extract")
                .paramLabel("DIR")
                .type(String.class)
                .description("Extract the tree into DIR, which is made if it does not exist. --overwrite replaces "
                        + "existing files, which are kept otherwise.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--at", "--overwrite");
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return true;
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        Path target = PathArgument.parse("-d", session.options().argument(this));
        Extraction.Summary summary = extract(session, target).summary();
        session.output()
                .println(Messages.of(summary.entries(), "entry", "entries") + ", " + Messages.size(summary.fileBytes())
                        + " extracted into " + Printable.of(target.toString()));
        return session.damages().exitCode();
    }

    /**
     * The result of an extraction.
     *
     * @param summary how much was extracted
     * @param missing the entries that were not extracted, without those below them
     */
    record Extracted(Extraction.Summary summary, Set<TreePath> missing) {}

    /** Extracts the paths of the options. */
    Extracted extract(Session session, Path target) throws IOException {
        try (CleanUp cleanUp = new CleanUp(session.diagnostics())) {
            Extraction extraction = cleanUp.guard(() -> new Extraction(
                    session.image().volume(),
                    problem -> session.damages().add(problem.path(), problem.text()),
                    warning -> session.diagnostics().warn(warning.path().toString(), warning.text())));
            Extraction.Summary summary = extraction
                    .only(paths(session))
                    .overwritePolicy(session.options().overwrite() ? OverwritePolicy.REPLACE : OverwritePolicy.KEEP)
                    .sparing(session.files().all())
                    .threads(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS))
                    .into(target);
            return new Extracted(summary, extraction.missing());
        } catch (NoSuchFileException e) {
            throw new ToolFailedException(
                    target.toString(), "the directory that should hold it does not exist", "create it first");
        }
    }

    private static List<TreePath> paths(Session session) throws IOException {
        return session.starts().stream().map(PathLookup.Found::path).toList();
    }
}
