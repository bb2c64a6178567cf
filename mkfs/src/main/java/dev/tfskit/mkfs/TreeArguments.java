// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The trees of {@code -r}. Immutable.
 *
 * @param targets the target roots, in the order of the command line: a program and its libraries are looked up in them.
 *     Only an image for a program has them
 * @param others the trees after them. They go in whole, except for the directory in which a manifest looks up its files
 */
record TreeArguments(List<TreeArgument> targets, List<TreeArgument> others) {

    /** Reads the trees of the command line for an image that is not made for a program. */
    static TreeArguments of(ParseResult arguments) throws UsageException, ToolFailedException {
        return new TreeArguments(List.of(), parse(arguments));
    }

    /**
     * Reads the trees of the command line for an image of a program: those before {@code --tree} are its target roots.
     *
     * @param targetRoot the target root of the configuration, which counts unless the command line names one
     */
    static TreeArguments forProgram(ParseResult arguments, Optional<String> targetRoot)
            throws UsageException, ToolFailedException {
        List<TreeArgument> all = parse(arguments);
        int count = countBeforeTree(arguments);
        if (count == 0 && targetRoot.isPresent()) {
            return new TreeArguments(
                    List.of(new TreeArgument.Directory(PathArgument.parse("TargetRoot", targetRoot.get()))), all);
        }
        return new TreeArguments(all.subList(0, count), all.subList(count, all.size()));
    }

    private static List<TreeArgument> parse(ParseResult arguments) throws UsageException, ToolFailedException {
        List<TreeArgument> trees = new ArrayList<>();
        for (String text : arguments.matchedOptionValue("-r", new String[0])) {
            trees.add(TreeArgument.parse(text));
        }
        return List.copyOf(trees);
    }

    /** Counts the options {@code -r} that come before {@code --tree}. */
    private static int countBeforeTree(ParseResult arguments) {
        return (int) arguments.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .takeWhile(name -> !name.equals("--tree"))
                .filter("--root"::equals)
                .count();
    }

    /** Returns all trees, the target roots first. */
    List<TreeArgument> all() {
        return Stream.concat(targets.stream(), others.stream()).toList();
    }

    /**
     * Returns all trees, the one whose entries win first: the last tree that goes in whole, or else the first target
     * root.
     */
    List<TreeArgument> mostImportantFirst() {
        return Stream.concat(others.reversed().stream(), targets.stream()).toList();
    }

    /** Returns whether a tree is of a kind, or is missing, which is the first thing that the user has to correct. */
    boolean mayHave(Predicate<TreeArgument> kind) {
        return all().stream().anyMatch(kind.or(TreeArgument::isMissing));
    }

    /** Returns where a manifest looks up its files when the image is not made for a program. */
    LookupTrees lookupForManifest() {
        return new LookupTrees(all(), "give --tree to take the trees whole, with the manifest over them");
    }

    /** Returns where a manifest looks up its files when the image is made for a program. */
    LookupTrees lookupForProgram() {
        return new LookupTrees(
                targets, "unpack the trees into one directory, or put those that go in whole after --tree");
    }
}
