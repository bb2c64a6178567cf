// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options for the sources of an image, after the check that they fit together. Immutable.
 *
 * @param trees the trees of {@code -r}
 * @param manifest the file with the manifest, {@code -} for standard input
 * @param treeOnly whether the trees go in whole, and no manifest is read from standard input: with {@code --tree}, and
 *     in an update with {@code -r} alone
 * @param empty whether there may be no source: with {@code -e}, and in an update
 * @param tuples the attributes of the root that {@code -t} sets; later ones win
 * @param reading the options for how trees are read
 * @param keepsSpecialFiles whether fifos and devices go in
 * @param metadata the options for the metadata of entries
 */
record SourceOptions(
        TreeArguments trees,
        Optional<String> manifest,
        boolean treeOnly,
        boolean empty,
        List<ManifestText> tuples,
        ReadingOptions reading,
        boolean keepsSpecialFiles,
        MetadataOptions metadata) {

    static void describe(ToolSyntax syntax) {
        syntax.addGroup(
                "Sources:",
                List.of(
                        OptionSpec.builder("-r", "--root")
                                .paramLabel("TREE")
                                .type(String[].class)
                                .description("Take a tree: a directory, a TFS image, an archive (tar or cpio, also "
                                        + "compressed, or zip), - for an archive on standard input, or oci:PATH for "
                                        + "a container image. May be repeated; later trees go on top of earlier "
                                        + "ones. With a manifest, look up its files in this directory first. "
                                        + "A program is only looked up in these trees, in the first one first.")
                                .build(),
                        OptionSpec.builder("-m", "--manifest")
                                .paramLabel("FILE")
                                .type(String.class)
                                .description("Build the tree of a manifest; - is standard input. Without -m, "
                                        + "--tree, --update and a program, a manifest on standard input is read, too.")
                                .build(),
                        Flag.named("--tree")
                                .description("Take the trees of -r whole, and do not read a manifest from "
                                        + "standard input. A manifest of -m goes on top of the trees.")
                                .build(),
                        Flag.named("-e", "--empty")
                                .description("Make an empty volume.")
                                .build(),
                        OptionSpec.builder("-t", "--tuple")
                                .paramLabel("TUPLE")
                                .type(String[].class)
                                .description("Set attributes of the root: \"(program:/bin/ls)\". May be repeated.")
                                .build(),
                        OptionSpec.builder("-x", "--exclude")
                                .paramLabel("GLOB")
                                .type(String[].class)
                                .description("Leave out entries that match. A / at the start stands for the root of "
                                        + "the tree, ** for any number of directories. May be repeated.")
                                .build(),
                        OptionSpec.builder("--exclude-from")
                                .paramLabel("FILE")
                                .type(String[].class)
                                .description("Leave out entries that match a line of FILE.")
                                .build(),
                        OptionSpec.builder("--strip-components")
                                .paramLabel("N")
                                .type(Integer.class)
                                .description("For archives: take the first N names off each path.")
                                .build(),
                        Flag.named("--ignore-zeros")
                                .description("Read on after the end of a tar or cpio archive, for archives that were "
                                        + "joined.")
                                .build(),
                        Flag.named("--no-default-excludes")
                                .description("Also take the contents of /dev, /proc and /sys.")
                                .build(),
                        Flag.named("--special")
                                .description("Keep fifos and devices, as empty files with an attribute that Nanos "
                                        + "passes over.")
                                .build(),
                        OptionSpec.builder("--owner")
                                .paramLabel("USER[:GROUP]")
                                .type(String.class)
                                .description("Set the owner of all entries: numbers, or names of /etc/passwd and "
                                        + "/etc/group in a tree of -r. One number is owner and group.")
                                .build(),
                        Flag.named("--no-perms")
                                .description("Store no modes and owners.")
                                .build(),
                        Flag.named("--no-times").description("Store no times.").build(),
                        Flag.named("--no-xattrs")
                                .description("Store no extended attributes.")
                                .build(),
                        Flag.named("--all-xattrs")
                                .description("When the source is a directory: take all extended attributes, not only "
                                        + "user.*.")
                                .build(),
                        Flag.named("--one-file-system")
                                .description("Leave out other file systems that are mounted inside the tree.")
                                .build(),
                        Flag.named("--image-attributes")
                                .description("For TFS images: also take the label and the root attributes, such as "
                                        + "program.")
                                .build(),
                        OptionSpec.builder("--platform")
                                .paramLabel("OS/ARCH")
                                .type(String.class)
                                .description("For a container image of several platforms: take the one for this "
                                        + "platform, such as linux/arm64.")
                                .build()));
    }

    /**
     * Reads the options of the command line for an image that is not made for a program.
     *
     * @throws UsageException when an option has no valid value, or two do not fit together
     * @throws IOException when a tree or a file with patterns cannot be read
     */
    static SourceOptions of(ParseResult arguments) throws UsageException, IOException {
        SourceOptions options = of(arguments, TreeArguments.of(arguments));
        options.checkFit();
        if (options.manifest.isPresent() && !options.treeOnly) {
            options.trees.lookupForManifest().check();
        }
        return options;
    }

    /**
     * Reads the options of the command line for an image of a program.
     *
     * @param targetRoot the target root of the configuration, which counts unless the command line names one
     * @throws UsageException when an option has no valid value, or two do not fit together
     * @throws IOException when a tree or a file with patterns cannot be read
     */
    static SourceOptions forProgram(ParseResult arguments, Optional<String> targetRoot)
            throws UsageException, IOException {
        SourceOptions options = of(arguments, TreeArguments.forProgram(arguments, targetRoot));
        options.checkFitForProgram(arguments);
        options.checkFit();
        return options;
    }

    private static SourceOptions of(ParseResult arguments, TreeArguments trees) throws UsageException, IOException {
        return new SourceOptions(
                trees,
                Optional.ofNullable(arguments.matchedOptionValue("-m", null)),
                arguments.hasMatchedOption("--tree"),
                arguments.hasMatchedOption("-e"),
                tuples(arguments.matchedOptionValue("-t", new String[0])),
                ReadingOptions.of(arguments),
                arguments.hasMatchedOption("--special"),
                MetadataOptions.of(arguments));
    }

    private static List<ManifestText> tuples(String... texts) throws UsageException {
        List<ManifestText> tuples = new ArrayList<>();
        for (String text : texts) {
            try {
                tuples.add(ManifestParser.parse(text.getBytes(StandardCharsets.UTF_8), "-t"));
            } catch (ManifestException e) {
                throw new UsageException(Messages.reasonOf(e));
            }
        }
        return List.copyOf(tuples);
    }

    private void checkFitForProgram(ParseResult arguments) throws UsageException {
        if (empty) {
            String named = Stream.of("--program", "--package")
                    .filter(arguments::hasMatchedOption)
                    .findFirst()
                    .orElse("-c");
            throw new UsageException("-e makes an empty volume, so " + named + " does not go with it");
        }
        if (trees.others().isEmpty()
                && (arguments.hasMatchedOption("-x") || arguments.hasMatchedOption("--exclude-from"))) {
            throw new UsageException("-x is for trees that go in whole; leave files of a program out with --without");
        }
    }

    private void checkFit() throws UsageException {
        List<TreeArgument> all = trees.all();
        if (empty && (!all.isEmpty() || manifest.isPresent() || treeOnly)) {
            throw new UsageException(
                    "-e makes an empty volume, so -r, -m and --tree do not go with it; leave out -e or them");
        }
        metadata.checkFit();
        if (treeOnly && all.isEmpty()) {
            throw new UsageException("--tree takes the trees of -r; name one");
        }
        reading.checkFit(trees);
        boolean inputTwice = all.stream().filter(TreeArgument::isOnInput).count()
                        + manifest.filter(StandardStream.DASH::equals).stream().count()
                > 1;
        if (inputTwice) {
            throw new UsageException(
                    "standard input is named twice and can be read only once; name a file in place of one");
        }
    }

    /**
     * Returns these options for an image that exists. No source is needed, and standard input is read only when an
     * option names it.
     */
    SourceOptions forUpdate() {
        boolean hasTrees = !trees.all().isEmpty();
        return new SourceOptions(
                trees,
                manifest,
                treeOnly || hasTrees && manifest.isEmpty(),
                !hasTrees && manifest.isEmpty(),
                tuples,
                reading,
                keepsSpecialFiles,
                metadata);
    }
}
