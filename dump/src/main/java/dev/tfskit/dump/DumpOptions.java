package dev.tfskit.dump;

import dev.tfskit.cli.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What the command line of tfs-dump says, checked.
 *
 * @param image the file to look into
 * @param tree whether to print the tree
 * @param target the folder to extract into, if any
 */
record DumpOptions(Path image, boolean tree, Optional<Path> target) {

    static void describe(final CommandSpec spec) {
        spec.usageMessage().description("Shows what is in a TFS image: its label, its UUID and the tuples of its metadata; or its tree.");
        spec.addOption(OptionSpec.builder("-t", "--tree").description("Print the tree.").build());
        spec.addOption(OptionSpec.builder("-d", "--extract").paramLabel("DIR").type(String.class)
                .description("Extract everything into DIR, which is made if it is not there. What is there stays as it is.").build());
        spec.addPositional(PositionalParamSpec.builder().paramLabel("IMAGE").index("0").type(String.class).required(true)
                .description("A volume, or a disk image with partitions, of which the root volume is shown.").build());
    }

    static DumpOptions of(final ParseResult arguments) throws UsageException {
        final Optional<String> target = Optional.ofNullable(arguments.matchedOptionValue("-d", null));
        return new DumpOptions(
                path(arguments.matchedPositionalValue(0, "")),
                arguments.hasMatchedOption("-t"),
                target.isPresent() ? Optional.of(path(target.get())) : Optional.empty());
    }

    private static Path path(final String text) throws UsageException {
        if (text.isEmpty()) {
            throw new UsageException("an empty file name");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' cannot be the name of a file");
        }
    }
}
