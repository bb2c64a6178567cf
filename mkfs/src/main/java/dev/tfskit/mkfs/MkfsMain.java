// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.Example;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Failure;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.message.Messages;
import dev.tfskit.program.ProgramException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/** The tool {@code tfs-mkfs}: makes images, and changes existing ones. */
public final class MkfsMain implements Tool {

    /** Starts the process. */
    public static void main(String[] arguments) {
        ToolProcess.main(new MkfsMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-mkfs";
    }

    @Override
    public void describe(ToolSyntax syntax) {
        MkfsOptions.describe(syntax);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("tfs-mkfs -r root disk.raw", "an image of a directory tree"),
                new Example("tfs-mkfs -r root.tar.gz disk.raw", "of an archive"),
                new Example("tfs-mkfs -r oci:app.tar app.raw", "of a container image"),
                new Example("tfs-mkfs --program /bin/ls -r root ls.raw", "of a program and its libraries"),
                new Example("tfs-mkfs --nanos nanos -r root disk.raw", "a disk that boots"));
    }

    @Override
    public ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException {
        long start = System.nanoTime();
        try (MkfsOptions options = MkfsOptions.of(
                        arguments, System.getenv("SOURCE_DATE_EPOCH"), new NoticePrinter(context.diagnostics()));
                BuildInputs inputs = BuildInputs.of(options, context)) {
            if (options.update().isPresent()) {
                new UpdateCommand(options, options.update().get(), context).run(inputs, start);
            } else if (options.result().dryRun()) {
                options.boot().check();
                plan(options, inputs, context);
            } else {
                make(options, inputs, context, start);
            }
        } catch (ManifestException e) {
            report(e, context.diagnostics());
            return ExitCode.FAILED;
        } catch (ProgramException e) {
            e.faults().forEach(fault -> context.diagnostics().problem(fault.subject(), fault.text()));
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }

    /** Reports the faults of a manifest together, at most 50 of a text, so that a user can mend them in one round. */
    private static void report(ManifestException problem, Diagnostics diagnostics) {
        for (ManifestFault fault : problem.faults()) {
            diagnostics.problem(fault.subject(), fault.problem(), fault.excerpt());
        }
        if (problem.more() > 0) {
            diagnostics.problem(
                    "manifest",
                    Messages.of(problem.more(), "more fault is", "more faults are")
                            + " not shown; correct those above first");
        }
    }

    private static void plan(MkfsOptions options, BuildInputs inputs, ToolContext context)
            throws UsageException, IOException {
        Set<Path> image = new HashSet<>();
        if (!options.image().isEmpty() && !StandardStream.OUTPUT.isNamedBy(options.image())) {
            Path named = PathArgument.parse("IMAGE", options.image());
            image.add(named);
            if (Files.exists(named)) {
                image.add(named.toRealPath());
            }
        }
        if (options.program().filter(ProgramOptions::explains).isPresent()) {
            new ExplanationList(inputs.contents().explanations()).print(context.output());
        } else {
            try (OpenSources sources = inputs.openRoot(() -> image)) {
                ImageBuilder builder = new ImageBuilder(new Identity(new UUID(0, 0), Label.of("")), inputs.notices());
                inputs.contents().missingDirectory().ifPresent(builder::makeDirectory);
                new Plan(context.output()).print(builder.plan(sources.all()));
            }
            reportUnmatched(inputs);
        }
        options.checkWarnings(context.diagnostics(), "is not made");
    }

    /** A pattern that matches nothing may be mistyped, and is usual in a list for several trees: so this is a note. */
    private static void reportUnmatched(BuildInputs inputs) {
        List<String> unmatched = inputs.unmatchedPatterns();
        if (!unmatched.isEmpty()) {
            inputs.notices().accept(Notice.note("-x", "no entry matches " + String.join(", ", unmatched)));
        }
    }

    private static void make(MkfsOptions options, BuildInputs inputs, ToolContext context, long start)
            throws UsageException, IOException {
        try (ImageTarget target = Targets.of(options, context);
                CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            DraftFiles files = cleanUp.guard(() -> new DraftFiles(target::begin));
            ImageMaker maker = new ImageMaker(options, target, files, context.diagnostics());
            ImageBuilder.Built built =
                    make(maker, inputs, watcher(options.result().report(), progress, context));
            reportUnmatched(inputs);
            new BootabilityCheck(options.boot().loader(), inputs.notices()).check(built.volume(), maker.bootVolume());
            options.checkWarnings(context.diagnostics(), "is not made");
            long imageBytes = ImageBytes.of(maker.draft()).size();
            // If the listing of entries cannot be printed, this fails while there is no image yet.
            context.output().flush();
            target.publish(maker.draft(), files);
            progress.end();
            if (!(target instanceof StreamTarget)) {
                ExplanationList explanations =
                        new ExplanationList(inputs.contents().explanations());
                Report report = new Report(
                        options,
                        built.summary(),
                        explanations,
                        imageBytes,
                        checksum(options),
                        System.nanoTime() - start);
                CompleteImageException.summarise(() -> {
                    report.print(context.output());
                    context.output().close();
                });
            }
        }
    }

    /** Returns the SHA-256 of a reproducible image, for comparison with another build. */
    private static Optional<String> checksum(MkfsOptions options) throws IOException, UsageException {
        Path image = PathArgument.parse("IMAGE", options.image());
        boolean isWanted = options.result().latest().isPresent()
                && options.result().report() != ResultOptions.Report.NOTHING
                && Files.isRegularFile(image);
        try {
            return isWanted ? Optional.of(FileChecksum.sha256(image)) : Optional.empty();
        } catch (IOException e) {
            throw new CompleteImageException(
                    options.image(),
                    "the image is complete, but could not be read for its checksum; sha256sum prints it",
                    e);
        }
    }

    @Override
    public Optional<Failure> explain(Throwable problem) {
        return problem instanceof CompleteImageException complete ? Optional.of(complete.failure()) : Optional.empty();
    }

    private static Consumer<SourceEntry> watcher(ResultOptions.Report report, Progress progress, ToolContext context) {
        return report == ResultOptions.Report.ENTRIES ? new EntryListing(new EntryLines(context.output())) : progress;
    }

    private static ImageBuilder.Built make(ImageMaker maker, BuildInputs inputs, Consumer<SourceEntry> watcher)
            throws UsageException, IOException {
        try {
            return maker.make(inputs, watcher);
        } catch (UncheckedIOException e) {
            // A watcher that cannot print has no other way to fail.
            throw e.getCause();
        }
    }
}
