package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.UsageException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.log.Identity;
import dev.tfskit.log.Label;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
        final Ingredients ingredients = Ingredients.of(options, context);
        if (options.result().dryRun()) {
            plan(ingredients, context);
        } else {
            make(options, ingredients, context, start);
        }
        return ExitCode.OK;
    }

    private static void plan(final Ingredients ingredients, final ToolContext context) throws UsageException, IOException {
        try (OpenSources sources = ingredients.openRoot(Set::of)) {
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
            final ImageBuilder.Summary summary = maker.make(ingredients, progress);
            new StartCheck(ingredients.notices()).look(summary.volume(), maker.bootVolume());
            final long imageBytes = maker.draft().channel().size();
            target.publish(maker.draft(), files);
            progress.end();
            if (!(target instanceof StreamTarget)) {
                new Report(options, summary, imageBytes, System.nanoTime() - start).print(context.output());
            }
        }
    }
}
