// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.Example;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolProcess;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.cli.VolumeOptions;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.ImageOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The tool {@code tfs-fuse}: mounts images. */
public final class FuseMain implements Tool {

    private static final String READ_ONLY = "--read-only";
    private static final String AT = "--at";
    private static final String LOG = "--log";
    private static final String OVERLAY = "--overlay";
    private static final String COMMIT_OVERLAY = "--commit-overlay";

    /** Starts the process. */
    public static void main(String[] arguments) {
        ToolProcess.main(new FuseMain(), arguments);
    }

    @Override
    public String name() {
        return "tfs-fuse";
    }

    @Override
    public void describe(ToolSyntax syntax) {
        syntax.describe("Mounts a TFS image, so that every program can read and write its files.");
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .arity("0..1")
                .hideParamSyntax(true)
                .type(String.class)
                .description("A volume, or a disk image with partitions. An image that is compressed by lz4 is "
                        + "mounted read-only.")
                .build());
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("DIRECTORY")
                .index("1")
                .arity("0..1")
                .hideParamSyntax(true)
                .type(String.class)
                .description("The directory to mount on.")
                .build());
        syntax.add(OptionSpec.builder("-o")
                .paramLabel("OPTION[,OPTION]")
                .type(String[].class)
                .description("Options in the form of mount, such as ro, noatime and allow_other. uid=N, gid=N and "
                        + "umask=OCTAL override owners and modes. commit=SECONDS is how often changes are made "
                        + "durable. May be repeated.")
                .build());
        syntax.add(Flag.named("-r", READ_ONLY).description("Mount read-only.").build());
        syntax.add(Flag.named("-f", "--foreground")
                .description("Stay in the foreground until the image is unmounted.")
                .build());
        syntax.add(Flag.named("-d")
                .description("Print every request; stay in the foreground.")
                .build());
        syntax.add(Flag.named("-s")
                .description("Answer requests one after the other.")
                .build());
        syntax.add(OptionSpec.builder(LOG)
                .paramLabel("FILE")
                .type(String.class)
                .description("Write messages to this file while in the background.")
                .build());
        syntax.add(OptionSpec.builder("-u", "--unmount")
                .paramLabel("DIRECTORY")
                .type(String.class)
                .description("Unmount, and return when everything is durable.")
                .build());
        syntax.add(OptionSpec.builder(OVERLAY)
                .paramLabel("FILE")
                .type(String.class)
                .description("Only read the image, and keep all changes in this file.")
                .build());
        syntax.add(OptionSpec.builder(COMMIT_OVERLAY)
                .paramLabel("FILE")
                .type(String.class)
                .description("Write the changes in this file into IMAGE, and remove the file.")
                .build());
        List<OptionSpec> whichVolume = new ArrayList<>(VolumeOptions.specs());
        whichVolume.add(OptionSpec.builder(AT)
                .paramLabel("RECORD")
                .type(Long.class)
                .description("Mount the tree read-only as it was after this record of the log. File contents are those "
                        + "that the blocks hold now.")
                .build());
        syntax.addGroup(VolumeOptions.HEADING, whichVolume);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("tfs-fuse disk.raw mnt", "mount on the directory mnt"),
                new Example("tfs-fuse -r disk.raw mnt", "mount read-only"),
                new Example("tfs-fuse --boot disk.raw mnt", "mount the boot volume"),
                new Example("tfs-fuse -o allow_other,uid=1000 disk.raw mnt", "mount for other users, too"),
                new Example("tfs-fuse --unmount mnt", "unmount"));
    }

    @Override
    public ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException {
        if (arguments.hasMatchedOption("-u")) {
            unmount(PathArgument.parse("DIRECTORY", arguments.matchedOptionValue("-u", "")));
            return ExitCode.OK;
        }
        if (arguments.hasMatchedOption(COMMIT_OVERLAY)) {
            commitOverlay(arguments);
            return ExitCode.OK;
        }
        String first = arguments.matchedPositionalValue(0, "");
        String second = arguments.matchedPositionalValue(1, "");
        if (first.isEmpty() || second.isEmpty()) {
            throw new UsageException("name an image and the directory to mount it on");
        }
        boolean swapped = Files.isDirectory(PathArgument.parse("IMAGE", first))
                && !Files.isDirectory(PathArgument.parse("IMAGE", second));
        Path image = PathArgument.parse("IMAGE", swapped ? second : first);
        Path mountPoint = PathArgument.parse("DIRECTORY", swapped ? first : second);
        try {
            mount(arguments, image, mountPoint, context);
            return ExitCode.OK;
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }

    private static void commitOverlay(ParseResult arguments) throws UsageException, IOException {
        String image = arguments.matchedPositionalValue(0, "");
        if (image.isEmpty() || !arguments.matchedPositionalValue(1, "").isEmpty()) {
            throw new UsageException(COMMIT_OVERLAY + " takes the file with the changes and the image, nothing else");
        }
        Path file = PathArgument.parse(COMMIT_OVERLAY, arguments.matchedOptionValue(COMMIT_OVERLAY, ""));
        Path target = PathArgument.parse("IMAGE", image);
        rejectImage(COMMIT_OVERLAY, file, target);
        new ImageOverlay(file).commit(target);
    }

    private static void rejectImage(String option, Path file, Path image) throws UsageException, IOException {
        if (new NamedFile(file).isAlso(image)) {
            throw new UsageException(option + " names the image itself; name another file");
        }
    }

    private static void unmount(Path directory) throws IOException {
        LibC libC = LibC.load();
        if (MountPoint.removeDead(directory, libC)) {
            throw new ToolFailedException(
                    directory.toString(),
                    "the process behind it had died, and what was not durable by then is lost",
                    "it is unmounted now");
        }
        Path mountPoint = MountPoint.locate(directory);
        Optional<Path> other = new Unmount(mountPoint, libC).run();
        // The program umount takes a bind mount away without a word, whatever the type of the file system.
        if (other.isPresent() && !Boolean.getBoolean("tfs.umount")) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "is unmounted, but the image is still mounted on " + other.get(),
                    "unmount it there, too, to close it");
        }
    }

    private static void mount(ParseResult arguments, Path image, Path mountPoint, ToolContext context)
            throws UsageException, IOException, InterruptedException {
        List<String> options = MountOptions.split(List.of(arguments.matchedOptionValue("-o", new String[0])));
        if (Remount.isRequested(options)) {
            List<String> flags = forRemount(arguments, options);
            Remount.of(image, mountPoint.toRealPath(), flags, LibC.load()).run();
        } else {
            imageMount(arguments, image, mountPoint, options).run(LibC.load(), context.diagnostics());
        }
    }

    /** Adds what other options of the command line mean for a remount to those of {@code -o}. */
    private static List<String> forRemount(ParseResult arguments, List<String> options) throws UsageException {
        List<String> all = new ArrayList<>(options);
        for (OptionSpec option : arguments.matchedOptions()) {
            switch (option.longestName()) {
                case READ_ONLY -> all.add("ro");
                case "-o", "--color", "--debug" -> {}
                default -> throw new UsageException(option.longestName() + " does not go with -o remount");
            }
        }
        return all;
    }

    /** Finds first all that is wrong in the command line itself, whether the image is there or not. */
    private static ImageMount imageMount(ParseResult arguments, Path image, Path mountPoint, List<String> options)
            throws UsageException, IOException {
        OptionalLong record = record(arguments);
        MountOptions parsed = MountOptions.parse(options);
        VolumeChoice choice = choice(arguments, parsed);
        boolean inBackground = Boolean.getBoolean("tfs.background");
        // In the foreground, nothing is written there.
        Optional<Path> log = file(arguments, LOG, parsed.log()).filter(_ -> inBackground);
        Optional<Path> overlay = file(arguments, OVERLAY, parsed.overlay());
        if (overlay.isPresent()) {
            rejectImage(OVERLAY, overlay.get(), image);
        }
        if (overlay.isPresent() && record.isPresent()) {
            throw new UsageException(AT + " shows the past of the image itself; leave " + OVERLAY + " out");
        }
        boolean readOnly = parsed.readOnly()
                || arguments.hasMatchedOption("-r")
                || record.isPresent()
                || overlay.isEmpty() && ImageFile.isCompressed(image);
        boolean debug = arguments.hasMatchedOption("-d");
        return new ImageMount(
                image,
                mountPoint,
                choice,
                record,
                overlay.map(file -> new OverlayFile(new ImageOverlay(file))),
                readOnly ? parsed.asReadOnly() : parsed,
                new MountProcess(
                        log.map(LogFile::locate),
                        inBackground,
                        debug,
                        debug || arguments.hasMatchedOption("-s") ? 1 : MountProcess.usualThreads()),
                arguments.hasMatchedOption("--debug"));
    }

    private static OptionalLong record(ParseResult arguments) throws UsageException {
        if (!arguments.hasMatchedOption(AT)) {
            return OptionalLong.empty();
        }
        long record = arguments.matchedOptionValue(AT, 0L);
        if (record < 0) {
            throw new UsageException(AT + " takes a number from 0");
        }
        return OptionalLong.of(record);
    }

    /** Returns the file that an option names, or the one of the same name below {@code -o}. */
    private static Optional<Path> file(ParseResult arguments, String option, Optional<String> mountOption)
            throws UsageException {
        if (mountOption.isPresent() && arguments.hasMatchedOption(option)) {
            throw new UsageException("the file of " + option + " is named by -o, too; give one of them");
        }
        return mountOption.isPresent() || arguments.hasMatchedOption(option)
                ? Optional.of(PathArgument.parse(option, arguments.matchedOptionValue(option, mountOption.orElse(""))))
                : Optional.empty();
    }

    private static VolumeChoice choice(ParseResult arguments, MountOptions options) throws UsageException {
        VolumeChoice choice = VolumeOptions.choice(arguments);
        if (options.volume().isEmpty()) {
            return choice;
        }
        if (choice instanceof VolumeChoice.Root) {
            return options.volume().get();
        }
        throw new UsageException("a volume is chosen by -o and by another option; give one of them");
    }
}
