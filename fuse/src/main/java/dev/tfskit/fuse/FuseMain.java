package dev.tfskit.fuse;

import dev.tfskit.Tfs;
import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.UsageException;
import dev.tfskit.cli.VolumeOptions;
import dev.tfskit.device.ImageFile;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Mounts an image. */
public final class FuseMain implements Tool {

    private static final int MOST_THREADS = 4;
    private static final int LEAST_THREADS = 2;

    /** Starts the process. */
    public static void main(final String[] arguments) {
        ToolProcess.main(new FuseMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-fuse";
    }

    @Override
    public void describe(final CommandSpec spec) {
        spec.usageMessage().description("Mounts a TFS image, so that every program can work in it.");
        spec.addPositional(PositionalParamSpec.builder().paramLabel("IMAGE").index("0").arity("0..1").hideParamSyntax(true).type(String.class)
                .description("A volume, or a disk image with partitions; compressed by lz4, it is mounted read-only.").build());
        spec.addPositional(PositionalParamSpec.builder().paramLabel("DIRECTORY").index("1").arity("0..1").hideParamSyntax(true).type(String.class)
                .description("Where to mount it.").build());
        spec.addOption(OptionSpec.builder("-o").paramLabel("OPTION[,OPTION]").type(String[].class)
                .description("As in mount: ro, allow_other, noatime and others are passed on; uid=N, gid=N and umask=OCTAL change how owners "
                        + "and modes look; commit=SECONDS says how long a change may wait.").build());
        spec.addOption(Flag.named("-r", "--read-only").description("Look, but change nothing.").build());
        spec.addOption(Flag.named("-f", "--foreground").description("Stay in the foreground until it is unmounted.").build());
        spec.addOption(Flag.named("-d").description("Print every request; stay in the foreground.").build());
        spec.addOption(Flag.named("-s").description("Answer one request after the other.").build());
        spec.addOption(OptionSpec.builder("--log").paramLabel("FILE").type(String.class)
                .description("Where messages go when it is in the background.").build());
        spec.addOption(OptionSpec.builder("-u", "--unmount").paramLabel("DIRECTORY").type(String.class)
                .description("Unmount, and return when everything is safe on disk.").build());
        final ArgGroupSpec.Builder group = ArgGroupSpec.builder().heading("%n" + VolumeOptions.HEADING + "%n").validate(false);
        VolumeOptions.specs().forEach(group::addArg);
        spec.addArgGroup(group.build());
    }

    @Override
    public ExitCode run(final ParseResult arguments, final ToolContext context) throws UsageException, IOException {
        if (arguments.hasMatchedOption("-u")) {
            unmount(PathArgument.parse("DIRECTORY", arguments.matchedOptionValue("-u", "")));
            return ExitCode.OK;
        }
        final String first = arguments.matchedPositionalValue(0, "");
        final String second = arguments.matchedPositionalValue(1, "");
        if (first.isEmpty() || second.isEmpty()) {
            throw new UsageException("an image and a directory are needed");
        }
        final boolean swapped = Files.isDirectory(PathArgument.parse("IMAGE", first)) && !Files.isDirectory(PathArgument.parse("IMAGE", second));
        final Path image = PathArgument.parse("IMAGE", swapped ? second : first);
        final Path mountPoint = PathArgument.parse("DIRECTORY", swapped ? first : second);
        try {
            mount(arguments, image, mountPoint, context);
            return ExitCode.OK;
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }

    private static void unmount(final Path directory) throws IOException {
        if (MountPoint.takeAwayDead(directory, LibC.load())) {
            throw new ToolFailedException(directory.toString(), "the process behind it had died, and what was not durable by then is lost",
                    "it is unmounted now");
        }
        new Unmount(directory.toRealPath()).run();
    }

    private static void mount(final ParseResult arguments, final Path image, final Path mountPoint, final ToolContext context)
            throws UsageException, IOException, InterruptedException {
        final MountOptions options = MountOptions.parse(
                List.of(arguments.matchedOptionValue("-o", new String[0])), arguments.hasMatchedOption("-r") || ImageFile.isCompressed(image));
        final LibC libC = LibC.load();
        final MountPoint place = MountPoint.at(mountPoint, libC, options.passedOn().contains("nonempty"));
        FuseConfiguration.check(options.passedOn(), libC);
        final VolumeChoice choice = choice(arguments, options);
        final Optional<Path> log = log(arguments, options);
        final boolean debug = arguments.hasMatchedOption("-d");
        try (Closeable _ = options.readOnly() ? ReadingLock.on(image) : () -> { }) {
            final Volume volume = open(image, choice, options);
            final Mount mount;
            try {
                mount = new Mount(volume, image.toRealPath(), place.path(), options, debug, libC,
                        message -> context.diagnostics().problem(image.toString(), message));
            } catch (IOException | RuntimeException | Error e) {
                volume.close();
                throw e;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(mount::end, "tfs-end"));
            mount.start(threads(debug || arguments.hasMatchedOption("-s")), options.commitSeconds());
            if (Boolean.getBoolean("tfs.background")) {
                new Background(libC).begin(log, context.diagnostics());
            }
            mount.awaitEnd();
            mount.free();
        }
    }

    private static VolumeChoice choice(final ParseResult arguments, final MountOptions options) throws UsageException {
        final VolumeChoice choice = VolumeOptions.choice(arguments);
        if (options.volume().isEmpty()) {
            return choice;
        }
        if (choice instanceof VolumeChoice.Root) {
            return options.volume().get();
        }
        throw new UsageException("a volume is chosen by -o and by another option; give one of them");
    }

    private static Optional<Path> log(final ParseResult arguments, final MountOptions options) throws UsageException {
        final String log = arguments.matchedOptionValue("--log", options.log().orElse(""));
        return log.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse("--log", log).toAbsolutePath());
    }

    private static int threads(final boolean single) {
        return single ? 1 : Math.clamp(Runtime.getRuntime().availableProcessors(), LEAST_THREADS, MOST_THREADS);
    }

    private static Volume open(Path image, VolumeChoice choice, MountOptions options) throws IOException {
        try {
            return options.readOnly() ? Tfs.open(image, choice) : Tfs.openForWriting(image, choice);
        } catch (TfsFormatException e) {
            throw new ToolFailedException(image.toString(), e.getMessage(), "see what 'tfs-dump --check' says of it");
        }
    }
}
