// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.cli.VolumeOptions;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.ImageOverlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The checked options and operands of tfs-dump, except the views.
 *
 * @param image the image file
 * @param overlay the file with changes of the image, if any
 * @param paths the paths in the tree to which the view is limited; empty for the whole tree
 * @param volume the volume of the image
 * @param atRecord the record after which the tree is shown, if not the last one
 * @param depth the number of levels of the tree to show
 * @param json whether the output is JSON
 * @param overwrite whether an extraction replaces existing files
 * @param salvage the file to which a check writes the readable entries, if any
 * @param arguments the parsed arguments, for the views
 */
record DumpOptions(
        Path image,
        Optional<ImageOverlay> overlay,
        List<String> paths,
        VolumeChoice volume,
        OptionalLong atRecord,
        int depth,
        boolean json,
        boolean overwrite,
        Optional<Path> salvage,
        ParseResult arguments) {

    /** Stands for the paths among the details of a view. */
    static final String PATHS = "PATH";

    private static final List<String> DETAILS = List.of(
            "--depth", "--json", "--overwrite", "--recursive", "--null", "--salvage", "--at", "--ignore", "--annotate");

    /** Describes the command line, the options that choose a view first. */
    static void describe(ToolSyntax syntax, List<OptionSpec> views) {
        syntax.describe("Shows, checks and extracts a TFS image.");
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .type(String.class)
                .required(true)
                .description("A volume or a disk image with partitions; either may be compressed by lz4.")
                .build());
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("PATH")
                .index("1..*")
                .arity("0..*")
                .type(String[].class)
                .required(false)
                .description("Limit -t, -d, --tar, --find, --diff and --sha256 to this entry and what is below it.")
                .build());
        syntax.addGroup("What to show or do (one of these):", views);
        syntax.addGroup(
                "Details:",
                List.of(
                        OptionSpec.builder("--depth")
                                .paramLabel("N")
                                .type(Integer.class)
                                .description("Go down only N levels; with -t, --find and --sha256.")
                                .build(),
                        Flag.named("--json")
                                .description("Print JSON, as docs/json.md describes it.")
                                .build(),
                        Flag.named("-R", "--recursive")
                                .description("With --ls, list all directories below, too, like ls -lR.")
                                .build(),
                        Flag.named("-0", "--null")
                                .description("End the lines of --env and --find with a zero byte, and quote nothing.")
                                .build(),
                        Flag.named("--c-style")
                                .description("Print --metadata and -t in the form of the C tool dump, also on "
                                        + "a terminal. Without a view, print --metadata.")
                                .build(),
                        OptionSpec.builder("--ignore")
                                .paramLabel("WHAT")
                                .type(String.class)
                                .description("With --diff, pass over differences in times, owner, or both "
                                        + "(times,owner).")
                                .build(),
                        Flag.named("--annotate")
                                .description("With --manifest, write the time and the SHA-256 of each entry as a "
                                        + "comment above it.")
                                .build(),
                        Flag.named("--overwrite")
                                .description("With -d, replace files, links and empty directories at the paths of "
                                        + "entries.")
                                .build(),
                        OptionSpec.builder("--salvage")
                                .paramLabel("OUT")
                                .type(String.class)
                                .description("With --check, write everything that can be read to a new volume OUT.")
                                .build()));
        List<OptionSpec> which = new ArrayList<>(VolumeOptions.specs());
        which.add(OptionSpec.builder("--overlay")
                .paramLabel("FILE")
                .type(String.class)
                .description("Read IMAGE with the changes that tfs-fuse --overlay keeps in this file.")
                .build());
        which.add(OptionSpec.builder("--at")
                .paramLabel("RECORD")
                .type(Long.class)
                .description("Show the tree as it was after this record of the log. File contents are those that "
                        + "the blocks hold now.")
                .build());
        syntax.addGroup(VolumeOptions.HEADING, which);
    }

    static DumpOptions of(ParseResult arguments) throws UsageException {
        List<String> operands = operands(arguments);
        Optional<String> salvage = Optional.ofNullable(arguments.matchedOptionValue("--salvage", null));
        long record = arguments.matchedOptionValue("--at", -1L);
        int depth = arguments.matchedOptionValue("--depth", Integer.MAX_VALUE);
        if (depth < 0 || arguments.hasMatchedOption("--at") && record < 0) {
            throw new UsageException("--depth and --at take numbers from 0");
        }
        ImageName image = ImageName.parse("IMAGE", operands.getFirst());
        if (image.record().isPresent() && record >= 0) {
            throw new UsageException("--at and IMAGE@RECORD each choose a record; give one of them");
        }
        Optional<String> overlay = Optional.ofNullable(arguments.matchedOptionValue("--overlay", null));
        return new DumpOptions(
                image.file(),
                overlay.isPresent()
                        ? Optional.of(new ImageOverlay(PathArgument.parse("--overlay", overlay.get())))
                        : Optional.empty(),
                List.copyOf(operands.subList(1, operands.size())),
                VolumeOptions.choice(arguments),
                record < 0 ? image.record() : OptionalLong.of(record),
                depth,
                arguments.hasMatchedOption("--json"),
                arguments.hasMatchedOption("--overwrite"),
                salvage.isPresent() ? Optional.of(salvageTarget(salvage.get())) : Optional.empty(),
                arguments);
    }

    /** A salvage writes its volume out of order, as it is. */
    private static Path salvageTarget(String name) throws UsageException {
        Path file = PathArgument.parseTarget("--salvage", name);
        boolean isPlain = CompressionFormat.written(file).equals(Optional.of(CompressionFormat.NONE));
        if (!isPlain || StandardStream.OUTPUT.isNamedBy(name)) {
            throw new UsageException("--salvage writes a volume to a file, uncompressed; name one such as saved.raw");
        }
        return file;
    }

    /** Splits the operands into the image and the paths. The reverse order is accepted when only it makes sense. */
    private static List<String> operands(ParseResult arguments) throws UsageException {
        List<String> operands = new ArrayList<>();
        operands.add(arguments.matchedPositionalValue(0, ""));
        operands.addAll(List.of(arguments.matchedPositionalValue(1, new String[0])));
        boolean lastIsImage = operands.size() > 1 && !isFile(operands.getFirst()) && isFile(operands.getLast());
        if (lastIsImage) {
            operands.addFirst(operands.removeLast());
        }
        return operands;
    }

    private static boolean isFile(String text) throws UsageException {
        Path path = ImageName.parse("IMAGE", text).file();
        return Files.exists(path) && !Files.isDirectory(path);
    }

    /** Checks that every given option has an effect on the chosen view. */
    void demandDetailsFit(View view, List<View> all) throws UsageException {
        if (!paths.isEmpty() && !view.details().contains(PATHS)) {
            throw new UsageException("'" + paths.getFirst() + "': " + misfit(PATHS, view, all));
        }
        if (atRecord.isPresent() && !view.details().contains("--at")) {
            throw new UsageException(misfit("--at", view, all));
        }
        for (String detail : DETAILS) {
            // The extraction beside a tree has an option of its own.
            boolean isOfExtraction = detail.equals("--overwrite") && arguments.hasMatchedOption("--extract");
            if (arguments.hasMatchedOption(detail) && !view.details().contains(detail) && !isOfExtraction) {
                throw new UsageException(misfit(detail, view, all));
            }
        }
    }

    private String misfit(String detail, View view, List<View> all) {
        String name = view.option().longestName();
        return arguments.hasMatchedOption(name)
                ? detail + " does not go with " + name
                : detail + " goes with "
                        + all.stream()
                                .filter(other -> other.details().contains(detail))
                                .map(other -> other.option().longestName())
                                .collect(Collectors.joining(", "));
    }

    /** Returns whether output to this terminal is for people, and need not have the form of the C tool. */
    boolean isForPeople(Terminal terminal) {
        return !arguments.hasMatchedOption("--c-style") && (terminal.output() || terminal.styled());
    }

    /** Returns the kinds of differences that do not count. */
    Set<String> ignored() throws UsageException {
        Set<String> ignored = new HashSet<>(
                List.of(arguments.matchedOptionValue("--ignore", "").split(",")));
        ignored.remove("");
        boolean isGiven = arguments.hasMatchedOption("--ignore");
        if (isGiven && ignored.isEmpty() || !Set.of("times", "owner").containsAll(ignored)) {
            throw new UsageException("--ignore takes times, owner, or times,owner");
        }
        return ignored;
    }

    /** Returns whether a listing goes down into directories. */
    boolean isRecursive() {
        return arguments.hasMatchedOption("--recursive");
    }

    /** Returns whether a manifest has comments. */
    boolean annotates() {
        return arguments.hasMatchedOption("--annotate");
    }

    /** Returns whether lines end with a zero byte. */
    boolean endsWithNull() {
        return arguments.hasMatchedOption("--null");
    }

    /** Returns the arguments of the option that chooses a view, which may be repeated. */
    List<String> arguments(View view) {
        return List.of(arguments.matchedOptionValue(view.option().longestName(), new String[0]));
    }

    /** Returns the argument of the option that chooses a view. */
    String argument(View view) {
        return arguments.matchedOptionValue(view.option().longestName(), "");
    }
}
