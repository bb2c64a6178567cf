package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.log.Label;
import dev.tfskit.value.ManifestException;
import dev.tfskit.value.ManifestParser;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What the command line of tfs-mkfs says, checked.
 *
 * @param image the file to make
 * @param root the directory that goes in; empty for an empty image
 * @param oneFileSystem whether the tree ends where another file system is mounted
 * @param label the name of the volume
 * @param size the least size of the image in bytes
 * @param attributes tuples of attributes for the root, in order
 */
record MkfsOptions(Path image, Optional<Path> root, boolean oneFileSystem, Label label, long size, List<Tuple> attributes) {

    private static final Symbol CHILDREN = Symbol.of("children");

    static void describe(final CommandSpec spec) {
        spec.usageMessage().description("Makes a TFS image of a directory tree.");
        spec.addOption(option("-r", "--root").paramLabel("DIR").type(String.class)
                .description("The tree that goes in: a directory, with everything below it.").build());
        spec.addOption(Flag.named("-e", "--empty").description("Make an empty image.").build());
        spec.addOption(option("-l", "--label").paramLabel("LABEL").type(String.class)
                .description("The name of the volume, at most 31 bytes of UTF-8.").build());
        spec.addOption(option("-s", "--size").paramLabel("SIZE").type(String.class)
                .description("Make the image hold at least so many bytes; K, M, G and T mean powers of 1024.").build());
        spec.addOption(option("-t", "--tuple").paramLabel("TUPLE").type(String[].class)
                .description("Set attributes of the root, such as \"(program:/bin/ls arguments:[ls -l])\"; may be repeated.")
                .build());
        spec.addOption(Flag.named("--one-file-system")
                .description("Leave out what is mounted below the tree.").build());
        spec.addPositional(PositionalParamSpec.builder().paramLabel("IMAGE").index("0").type(String.class).required(true)
                .description("The image file to make. What stands there is replaced when the new one is complete.").build());
    }

    private static OptionSpec.Builder option(final String... names) {
        return OptionSpec.builder(names);
    }

    static MkfsOptions of(final ParseResult arguments) throws UsageException {
        final Optional<String> root = Optional.ofNullable(arguments.matchedOptionValue("-r", null));
        final boolean empty = arguments.hasMatchedOption("-e");
        if (root.isPresent() == empty) {
            throw new UsageException(empty
                    ? "-e makes an empty image, so -r cannot say what goes in"
                    : "say what goes in with -r DIR, or make an empty image with -e");
        }
        return new MkfsOptions(
                image(arguments.matchedPositionalValue(0, "")),
                root.isPresent() ? Optional.of(PathArgument.parse("-r", root.get())) : Optional.empty(),
                arguments.hasMatchedOption("--one-file-system"),
                label(arguments.matchedOptionValue("-l", "")),
                size(arguments.matchedOptionValue("-s", "0")),
                attributes(arguments.matchedOptionValue("-t", new String[0])));
    }

    private static Path image(final String text) throws UsageException {
        final Path path = PathArgument.parse("IMAGE", text);
        if (text.endsWith("/") && !Files.isDirectory(path)) {
            // Java forgets the slash, and a directory that was mistyped would become a file of that name.
            throw new UsageException(text + ": a name that ends in a slash means a directory, and there is none");
        }
        return path;
    }

    private static Label label(final String text) throws UsageException {
        try {
            return Label.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("-l " + text + ": " + e.getMessage());
        }
    }

    private static long size(final String text) throws UsageException {
        return SizeText.parse(text).orElseThrow(() -> new UsageException(
                "-s " + text + ": a number of bytes is expected, such as 4096, 64K, 10M, 2G or 1T"));
    }

    private static List<Tuple> attributes(final String... texts) throws UsageException {
        final List<Tuple> tuples = new ArrayList<>();
        for (final String text : texts) {
            try {
                tuples.add(ManifestParser.parseTuple(text.getBytes(StandardCharsets.UTF_8)));
            } catch (ManifestException e) {
                throw new UsageException("-t " + text + ": " + e.getMessage());
            }
            if (tuples.getLast().has(CHILDREN)) {
                throw new UsageException("-t " + text + ": 'children' is the tree, which -r gives");
            }
        }
        return tuples;
    }
}
