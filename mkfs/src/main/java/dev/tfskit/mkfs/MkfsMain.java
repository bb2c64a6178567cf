package dev.tfskit.mkfs;

import dev.tfskit.Plural;
import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.PendingFile;
import dev.tfskit.device.UnforcedDevice;
import dev.tfskit.image.DirectorySource;
import dev.tfskit.image.Excludes;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.TreeSource;
import dev.tfskit.log.Identity;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Makes an image. */
public final class MkfsMain implements Tool {

    private static final double NANOS_A_SECOND = 1e9;

    /** Starts the process. */
    public static void main(final String[] arguments) {
        ToolProcess.main(new MkfsMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-mkfs";
    }

    @Override
    public void describe(final CommandSpec spec) {
        MkfsOptions.describe(spec);
    }

    @Override
    public ExitCode run(final ParseResult arguments, final ToolContext context) throws UsageException, IOException {
        final long start = System.nanoTime();
        final MkfsOptions options = MkfsOptions.of(arguments);
        try (CleanUp cleanUp = new CleanUp(context.diagnostics())) {
            final PendingFile pending = cleanUp.guard(() -> PendingFile.beside(options.image()));
            tellLeftovers(pending, context.diagnostics());
            final ImageBuilder.Summary summary = build(options, pending, context.diagnostics());
            pending.publish();
            final double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
            context.output().println(String.format(Locale.ROOT, "%s, %s, image of %d bytes, %.2f s",
                    Plural.of(summary.entries(), "entry", "entries"), Plural.bytes(summary.fileBytes()),
                    summary.imageBytes(), seconds));
        }
        return ExitCode.OK;
    }

    private static void tellLeftovers(final PendingFile pending, final Diagnostics diagnostics) throws IOException {
        for (final Path leftover : pending.leftovers()) {
            diagnostics.warn(leftover.toString(), "was left half-made by a run that was killed; remove it");
        }
    }

    private static ImageBuilder.Summary build(final MkfsOptions options, final PendingFile pending,
            final Diagnostics diagnostics) throws IOException {
        final Identity identity = new Identity(UUID.randomUUID(), options.label());
        final ImageBuilder builder = new ImageBuilder(identity,
                notice -> diagnostics.warn(notice.subject(), notice.text()))
                .size(new ImageSize.AtLeast(options.size()))
                .threads(Runtime.getRuntime().availableProcessors());
        for (final Tuple attributes : options.attributes()) {
            for (int i = 0; i < attributes.size(); i++) {
                builder.rootAttribute(attributes.nameAt(i), attributes.valueAt(i));
            }
        }
        List<TreeSource> source = List.of();
        if (options.root().isPresent()) {
            source = List.of(new DirectorySource(options.root().get(), options.oneFileSystem(),
                    Set.of(pending.temporary(), pending.target()), Excludes.of(List.of(), true), builder.notices()));
        }
        final FileDevice device = new FileDevice(pending.target(), pending.channel());
        return builder.build(() -> new UnforcedDevice(device), source);
    }
}
