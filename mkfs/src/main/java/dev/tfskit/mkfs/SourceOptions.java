// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.OptionGroup;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.oci.Platform;
import dev.tfskit.source.Excludes;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options for the sources of an image, after the check that they fit together. Immutable.
 *
 * @param roots the trees of {@code -r}, in the order of the command line
 * @param targetRootCount the number of trees, counted from the first, that are target roots: a program and its
 *     libraries are looked up in them. The other trees go in whole
 * @param manifest the file with the manifest, {@code -} for standard input
 * @param treeOnly whether the trees go in whole, and no manifest is read from standard input: with {@code --tree}, and
 *     in an update with {@code -r} alone
 * @param empty whether there may be no source: with {@code -e}, and in an update
 * @param tuples the attributes of the root that {@code -t} sets; later ones win
 * @param excludes the patterns of entries that stay out
 * @param ignoresZeros whether reading goes on after the end of a tar or cpio archive
 * @param strippedNames the number of names to remove from the front of each path in an archive, at least 0
 * @param keepsSpecialFiles whether fifos and devices go in
 * @param metadata the options for the metadata of entries
 * @param oneFileSystem whether a directory on which another file system is mounted goes in without its contents
 * @param imageAttributes whether the label and the root attributes of TFS images are taken, too
 * @param platform the platform to choose from the index of a container image; empty for the only platform or, of
 *     several, that of this machine
 */
record SourceOptions(
        List<TreeArgument> roots,
        int targetRootCount,
        Optional<String> manifest,
        boolean treeOnly,
        boolean empty,
        List<ManifestText> tuples,
        Excludes excludes,
        boolean ignoresZeros,
        int strippedNames,
        boolean keepsSpecialFiles,
        MetadataOptions metadata,
        boolean oneFileSystem,
        boolean imageAttributes,
        Optional<Platform> platform) {

    static void describe(CommandSpec spec) {
        spec.addArgGroup(OptionGroup.of(
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
                                .description("Build the tree of a manifest; - is standard input. Without this "
                                        + "option, a manifest on standard input is read, too.")
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
                                .build())));
    }

    /**
     * Reads the options of the command line.
     *
     * @param forProgram whether an image of a program is made: the trees before {@code --tree} are then its target
     *     roots
     * @param targetRoot the target root of the configuration, which counts unless the command line names one
     */
    static SourceOptions of(ParseResult arguments, boolean forProgram, Optional<String> targetRoot)
            throws UsageException, IOException {
        List<TreeArgument> roots = new ArrayList<>();
        for (String text : arguments.matchedOptionValue("-r", new String[0])) {
            roots.add(TreeArgument.parse(text));
        }
        int targetRootCount = forProgram ? rootsBeforeTree(arguments) : 0;
        if (targetRoot.isPresent() && targetRootCount == 0) {
            roots.addFirst(new TreeArgument.Directory(PathArgument.parse("TargetRoot", targetRoot.get())));
            targetRootCount = 1;
        }
        SourceOptions options = new SourceOptions(
                List.copyOf(roots),
                targetRootCount,
                Optional.ofNullable(arguments.matchedOptionValue("-m", null)),
                arguments.hasMatchedOption("--tree"),
                arguments.hasMatchedOption("-e"),
                tuples(arguments.matchedOptionValue("-t", new String[0])),
                ExcludeOptions.of(arguments),
                arguments.hasMatchedOption("--ignore-zeros"),
                arguments.matchedOptionValue("--strip-components", 0),
                arguments.hasMatchedOption("--special"),
                MetadataOptions.of(arguments),
                arguments.hasMatchedOption("--one-file-system"),
                arguments.hasMatchedOption("--image-attributes"),
                platform(arguments.matchedOptionValue("--platform", null)));
        if (forProgram) {
            options.checkFitForProgram(arguments);
        }
        options.checkFit();
        return options;
    }

    /** Counts the options {@code -r} that come before {@code --tree}. */
    private static int rootsBeforeTree(ParseResult arguments) {
        return (int) arguments.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .takeWhile(name -> !name.equals("--tree"))
                .filter("--root"::equals)
                .count();
    }

    private void checkFitForProgram(ParseResult arguments) throws UsageException {
        if (empty) {
            String named = Stream.of("--program", "--package")
                    .filter(arguments::hasMatchedOption)
                    .findFirst()
                    .orElse("-c");
            throw new UsageException("-e makes an empty volume, so " + named + " does not go with it");
        }
        if (targetRootCount == roots.size()
                && (arguments.hasMatchedOption("-x") || arguments.hasMatchedOption("--exclude-from"))) {
            throw new UsageException("-x is for trees that go in whole; leave files of a program out with --without");
        }
    }

    /** Returns the trees that go in whole, on top of the files of a program. */
    List<TreeArgument> overlays() {
        return roots.subList(Math.min(targetRootCount, roots.size()), roots.size());
    }

    /**
     * Returns all trees, the one whose entries win first: the last tree that goes in whole, or else the first tree in
     * which a program is looked up.
     */
    List<TreeArgument> mostImportantFirst() {
        return Stream.concat(overlays().reversed().stream(), targetRoots().stream())
                .toList();
    }

    /**
     * Returns these options for an image that exists. No source is needed, and standard input is read only when an
     * option names it.
     */
    SourceOptions forUpdate() {
        boolean noSource = roots.isEmpty() && manifest.isEmpty();
        return new SourceOptions(
                roots,
                targetRootCount,
                manifest,
                treeOnly || !roots.isEmpty() && manifest.isEmpty(),
                noSource,
                tuples,
                excludes,
                ignoresZeros,
                strippedNames,
                keepsSpecialFiles,
                metadata,
                oneFileSystem,
                imageAttributes,
                platform);
    }

    /** Returns the trees in which a program and its libraries are looked up. */
    List<TreeArgument> targetRoots() {
        return roots.subList(0, Math.min(targetRootCount, roots.size()));
    }

    private void checkFit() throws UsageException {
        if (empty && (!roots.isEmpty() || manifest.isPresent() || treeOnly)) {
            throw new UsageException(
                    "-e makes an empty volume, so -r, -m and --tree do not go with it; leave out -e or them");
        }
        metadata.checkFit();
        if (treeOnly && roots.isEmpty()) {
            throw new UsageException("--tree takes the trees of -r; name one");
        }
        if (platform.isPresent() && roots.stream().noneMatch(TreeArgument::isContainer)) {
            throw new UsageException("--platform chooses a container image; name it with -r oci:PATH");
        }
        if (strippedNames < 0) {
            throw new UsageException("--strip-components takes a number from 0");
        }
        if ((ignoresZeros || strippedNames > 0)
                && !mayHave(
                        root -> root instanceof TreeArgument.Archive || root instanceof TreeArgument.StandardInput)) {
            throw new UsageException(
                    (ignoresZeros ? "--ignore-zeros" : "--strip-components") + " is about archives; name one with -r");
        }
        if (imageAttributes && !mayHave(TreeArgument.VolumeImage.class::isInstance)) {
            throw new UsageException("--image-attributes is about a TFS image; name that with -r");
        }
        boolean inputTwice = roots.stream().filter(TreeArgument::isOnInput).count()
                        + manifest.filter(StandardStream.DASH::equals).stream().count()
                > 1;
        if (inputTwice) {
            throw new UsageException(
                    "standard input is named twice and can be read only once; name a file in place of one");
        }
        if (manifest.isPresent() && !treeOnly && targetRootCount == 0) {
            checkLooksUpFiles();
        }
    }

    /** Returns whether a tree is of a kind, or is missing, which is the first thing that the user has to correct. */
    private boolean mayHave(Predicate<TreeArgument> kind) {
        return roots.stream().anyMatch(kind.or(TreeArgument::isMissing));
    }

    /** Returns whether the files of a manifest can be looked up in trees: in one directory, or in the host. */
    static boolean looksUpFiles(List<TreeArgument> trees) {
        return trees.size() <= 1 && trees.stream().allMatch(TreeArgument.Directory.class::isInstance);
    }

    /**
     * Checks that the files of a manifest can be looked up in the trees.
     *
     * @throws UsageException when there are several trees, or one that is not a directory
     */
    void checkLooksUpFiles() throws UsageException {
        checkLooksUpFiles(roots, "give --tree to take the trees whole, with the manifest over them");
    }

    /**
     * Checks that the files of a manifest can be looked up in the trees in which a program is looked up.
     *
     * @throws UsageException when there are several such trees, or one that is not a directory
     */
    void checkLooksUpFilesForProgram() throws UsageException {
        checkLooksUpFiles(
                targetRoots(), "unpack the trees into one directory, or put those that go in whole after --tree");
    }

    private static void checkLooksUpFiles(List<TreeArgument> trees, String remedy) throws UsageException {
        if (!looksUpFiles(trees)) {
            String given = trees.size() > 1
                    ? trees.size() + " trees are given"
                    : trees.getFirst().shown() + " is not a directory";
            throw new UsageException("with a manifest, -r is one directory in which its files are looked up, but "
                    + given + "; " + remedy);
        }
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

    private static Optional<Platform> platform(@Nullable String text) throws UsageException {
        try {
            return Optional.ofNullable(text).map(Platform::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--platform " + text + ": " + Messages.reasonOf(e));
        }
    }
}
