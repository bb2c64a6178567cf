package dev.tfskit.dump;

import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.extract.Extraction;
import dev.tfskit.value.ValuePrinter;
import dev.tfskit.volume.Attributes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows what is in an image and takes it out. */
public final class DumpMain implements Tool {

    /** Starts the process. */
    public static void main(final String[] arguments) {
        ToolProcess.main(new DumpMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-dump";
    }

    @Override
    public void describe(final CommandSpec spec) {
        DumpOptions.describe(spec);
    }

    @Override
    public ExitCode run(final ParseResult arguments, final ToolContext context) throws UsageException, IOException {
        final DumpOptions options = DumpOptions.of(arguments);
        final String image = options.image().toString();
        try (BlockDevice device = DiskImage.open(options.image()).rootVolume();
                Volume volume = Volume.open(device)) {
            tellOddities(image, volume, context.diagnostics());
            return show(options, volume, context);
        } catch (TfsFormatException e) {
            throw new ToolFailedException(image, e.getMessage(), "it is damaged, cut short, or no TFS image");
        }
    }

    private static void tellOddities(final String image, final Volume volume, final Diagnostics diagnostics) {
        volume.tornRecord().ifPresent(offset -> diagnostics.warn(image, "the record at byte " + offset
                + " was never finished and is ignored; whoever wrote it was interrupted"));
        if (!volume.identity().label().isPortable()) {
            diagnostics.warn(image, "the label is longer than 31 bytes: the Nanos kernel refuses this volume");
        }
    }

    private static ExitCode show(final DumpOptions options, final Volume volume, final ToolContext context) throws IOException {
        final StandardOutput output = context.output();
        final Damages damages = new Damages(context.diagnostics());
        if (options.tree() || options.target().isEmpty()) {
            output.println("Label: " + volume.identity().label());
            output.println("UUID: " + volume.identity().uuid());
        }
        if (options.tree()) {
            new TreePrinter(output, context.terminal().styled(), damages).print(volume);
        } else if (options.target().isEmpty()) {
            output.println("metadata");
            new ValuePrinter(output, Attributes.PARENT::equals).print(volume.root().tuple());
            output.println("");
        }
        if (options.target().isPresent()) {
            extract(volume, options.target().get(), context, damages);
        }
        return damages.exitCode();
    }

    private static void extract(final Volume volume, final Path target, final ToolContext context, final Damages damages)
            throws IOException {
        final Extraction extraction = new Extraction(volume,
                problem -> damages.add(problem.path(), problem.text()),
                warning -> context.diagnostics().warn(warning.path().toString(), warning.text()));
        final Extraction.Summary summary = extraction.into(target);
        context.output().println(summary.entries() + " entries, " + summary.fileBytes() + " bytes extracted into " + target);
    }
}
