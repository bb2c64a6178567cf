// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OptionGroup;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The checked options of tfs-mkfs.
 *
 * @param image the file to make, or {@code -} for standard output; may be empty for a dry run
 * @param sources what goes in
 * @param program the program for which an image is made, if there is one
 * @param configuration the configuration of ops, if there is one; the other components already have its values
 * @param boot what makes it a disk that boots
 * @param result what is made, and how
 */
record MkfsOptions(
        String image,
        SourceOptions sources,
        Optional<ProgramOptions> program,
        Optional<OpsConfiguration> configuration,
        BootOptions boot,
        ResultOptions result) {

    static void describe(CommandSpec spec) {
        spec.usageMessage().description("Makes a TFS image: a volume, or a disk that boots.");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .arity("0..1")
                .hideParamSyntax(true)
                .type(String.class)
                .description("The file to make; - is standard output. An existing file is replaced when the new "
                        + "image is complete.")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("-- ARGUMENTS")
                .index("1..*")
                .arity("0..*")
                .hideParamSyntax(true)
                .type(String[].class)
                .description("The arguments of the program. Its own name may come first.")
                .build());
        ProgramOptions.describe(spec);
        spec.addArgGroup(OptionGroup.of(
                "From ops:",
                List.of(OptionSpec.builder("-c", "--config")
                        .paramLabel("FILE")
                        .type(String.class)
                        .description("Take what concerns an image from a configuration of ops, such as Program, "
                                + "Args, Env, Files and Klibs. Options of the command line win over it.")
                        .build())));
        SourceOptions.describe(spec);
        BootOptions.describe(spec);
        ResultOptions.describe(spec);
    }

    /**
     * Reads the options of the command line.
     *
     * @param epoch what the environment holds as SOURCE_DATE_EPOCH; null or empty when it is not set
     * @param notices receives a notice about each unknown key of the configuration
     */
    static MkfsOptions of(ParseResult arguments, @Nullable String epoch, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<OpsConfiguration> configuration = configuration(arguments, notices);
        ResultOptions result = ResultOptions.of(arguments, epoch, configuration);
        List<String> words = words(arguments);
        int before = words.size() - ProgramOptions.argumentCount(arguments);
        if (before > 1) {
            throw new UsageException("'" + words.get(1) + "': one argument too many");
        }
        if (before < 1 && !result.dryRun()) {
            throw new UsageException("missing required parameter: 'IMAGE'");
        }
        Optional<ProgramOptions> program =
                ProgramOptions.of(arguments, words.subList(before, words.size()), configuration);
        return new MkfsOptions(
                before < 1 ? "" : words.getFirst(),
                SourceOptions.of(arguments, program.isPresent(), configuration),
                program,
                configuration,
                BootOptions.of(arguments, configuration),
                result);
    }

    private static Optional<OpsConfiguration> configuration(ParseResult arguments, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<String> file = Optional.ofNullable(arguments.matchedOptionValue("-c", null));
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(OpsConfiguration.read(PathArgument.parse("-c", file.get()), notices));
    }

    /** Returns all positional parameters. */
    private static List<String> words(ParseResult arguments) {
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec positional : arguments.matchedPositionals()) {
            words.addAll(positional.originalStringValues());
        }
        return words;
    }
}
