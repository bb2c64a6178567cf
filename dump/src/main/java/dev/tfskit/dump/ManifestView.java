// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.manifest.ManifestExport;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code --manifest}: prints a manifest from which tfs-mkfs makes the same tree. With {@code -d}, the manifest names
 * the extracted files.
 */
final class ManifestView implements View {

    private static final String OVERWRITE = "--overwrite";

    private final ExtractView extract;

    ManifestView(ExtractView extract) {
        this.extract = extract;
    }

    @Override
    public OptionSpec option() {
        return Flag.named("--manifest")
                .description("Print a manifest from which tfs-mkfs makes the same tree. With -d, it names the "
                        + "extracted files, otherwise the paths in the image.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--at", OVERWRITE, "--annotate");
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return !terminal.output();
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        boolean isExtracting =
                session.options().arguments().hasMatchedOption(extract.option().longestName());
        if (!isExtracting && session.options().overwrite()) {
            throw new UsageException(OVERWRITE + " goes with --extract");
        }
        Text directory = Text.of("");
        Set<TreePath> missing = Set.of();
        if (isExtracting) {
            Path target = PathArgument.parse("-d", session.options().argument(extract));
            directory = directory(target);
            missing = extract.extract(session, target).missing();
        }
        if (session.options().volume() instanceof VolumeChoice.Root
                && session.image().disk().bootPartition().isPresent()) {
            session.diagnostics()
                    .warn(
                            session.options().image().toString(),
                            "the manifest is of the root volume alone; --boot --manifest prints that of the boot "
                                    + "volume");
        }
        ManifestExport manifest = new ManifestExport(
                        session.image().volume(),
                        directory,
                        problem -> session.damages().add(problem.path(), problem.text()))
                // At their places may be files that the image does not have.
                .without(missing);
        if (session.options().annotates()) {
            manifest.withComments();
        }
        manifest.to(session.output());
        return session.damages().exitCode();
    }

    /** Returns the path as the user gave it: a manifest with relative paths can be moved with its files. */
    private static Text directory(Path target) {
        Text given = Text.wrap(HostNames.linkTarget(target));
        return given.length() == 0 ? Text.of(".") : given;
    }
}
