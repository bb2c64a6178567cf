package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.UsageException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.SourceEntry;
import dev.tfskit.log.Identity;
import dev.tfskit.log.Label;
import dev.tfskit.value.ManifestException;
import dev.tfskit.value.ManifestFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Makes an image. */
public final class MkfsMain implements Tool {

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
        final MkfsOptions options = MkfsOptions.of(arguments, Optional.ofNullable(System.getenv("SOURCE_DATE_EPOCH")));
        final Ingredients ingredients;
        try {
            ingredients = Ingredients.of(options, context);
        } catch (ManifestException e) {
            tell(e, context.diagnostics());
            return ExitCode.FAILED;
        }
        if (options.result().dryRun()) {
            options.boot().check();
            plan(options, ingredients, context);
        } else {
            make(options, ingredients, context, start);
        }
        return ExitCode.OK;
    }

    /** Everything at once, so that it takes one round to put it right. */
    private static void tell(final ManifestException problem, final Diagnostics diagnostics) {
        for (final ManifestFault fault : problem.faults()) {
            diagnostics.problem(fault.subject(), fault.problem(), fault.excerpt());
        }
        if (problem.more() > 0) {
            diagnostics.problem("manifest", problem.more() + " more faults are not shown");
        }
    }

    private static void plan(final MkfsOptions options, final Ingredients ingredients, final ToolContext context)
            throws UsageException, IOException {
        final Set<Path> image = new HashSet<>();
        if (!options.image().isEmpty() && !options.image().equals(SourceOptions.STANDARD_STREAM)) {
            final Path named = PathArgument.parse("IMAGE", options.image());
            image.add(named);
            if (Files.exists(named)) {
                image.add(named.toRealPath());
            }
        }
        try (OpenSources sources = ingredients.openRoot(() -> image)) {
            final ImageBuilder builder = new ImageBuilder(new Identity(new UUID(0, 0), Label.of("")), ingredients.notices());
            new Plan(context.output()).print(builder.plan(sources.all()));
        }
    }

    private static void make(final MkfsOptions options, final Ingredients ingredients, final ToolContext context, final long start)
            throws UsageException, IOException {
        try (ImageTarget target = Targets.of(options, context);
                CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            final DraftFiles files = cleanUp.guard(() -> new DraftFiles(target.place()));
            final ImageMaker maker = new ImageMaker(options, target, files, context.diagnostics());
            final ImageBuilder.Summary summary = make(maker, ingredients, watcher(options.result().report(), progress, context));
            new StartCheck(ingredients.notices()).look(summary.volume(), maker.bootVolume());
            final long imageBytes = maker.draft().channel().size();
            target.publish(maker.draft(), files);
            progress.end();
            if (!(target instanceof StreamTarget)) {
                new Report(options, summary, imageBytes, System.nanoTime() - start).print(context.output());
            }
        }
    }

    private static Consumer<SourceEntry> watcher(final ResultOptions.Report report, final Progress progress, final ToolContext context) {
        return report == ResultOptions.Report.ENTRIES ? new EntryListing(new EntryLines(context.output())) : progress;
    }

    private static ImageBuilder.Summary make(final ImageMaker maker, final Ingredients ingredients, final Consumer<SourceEntry> watcher)
            throws UsageException, IOException {
        try {
            return maker.make(ingredients, watcher);
        } catch (UncheckedIOException e) {
            // A watcher that cannot print has no other way to say so.
            throw e.getCause();
        }
    }
}
