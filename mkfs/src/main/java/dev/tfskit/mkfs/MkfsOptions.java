// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The checked options of tfs-mkfs.
 *
 * @param image the file to make, or {@code -} for standard output; may be empty for a dry run
 * @param sources what goes in
 * @param program the program for which an image is made, if there is one
 * @param boot what makes it a disk that boots
 * @param result what is made, and how
 */
record MkfsOptions(
        String image, SourceOptions sources, Optional<ProgramOptions> program, BootOptions boot, ResultOptions result) {

    static void describe(CommandSpec spec) {
        spec.usageMessage().description("Makes a TFS image: a volume, or a disk that boots.");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .arity("0..1")
                .hideParamSyntax(true)
                .type(String.class)
                .description("The file to make; - is standard output. A file that exists is replaced when the new "
                        + "image is complete.")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("-- ARGUMENTS")
                .index("1..*")
                .arity("0..*")
                .hideParamSyntax(true)
                .type(String[].class)
                .description("The arguments of the program of --program; its name may come first.")
                .build());
        ProgramOptions.describe(spec);
        SourceOptions.describe(spec);
        BootOptions.describe(spec);
        ResultOptions.describe(spec);
    }

    /**
     * Reads the options of the command line.
     *
     * @param epoch what the environment holds as SOURCE_DATE_EPOCH; null or empty when it is not set
     */
    static MkfsOptions of(ParseResult arguments, @Nullable String epoch) throws UsageException, IOException {
        ResultOptions result = ResultOptions.of(arguments, epoch);
        List<String> words = words(arguments);
        int before = words.size() - ProgramOptions.argumentCount(arguments);
        if (before > 1) {
            throw new UsageException("'" + words.get(1) + "': one argument too many");
        }
        if (before < 1 && !result.dryRun()) {
            throw new UsageException("missing required parameter: 'IMAGE'");
        }
        Optional<ProgramOptions> program = ProgramOptions.of(arguments, words.subList(before, words.size()));
        return new MkfsOptions(
                before < 1 ? "" : words.getFirst(),
                SourceOptions.of(arguments, program.isPresent()),
                program,
                BootOptions.of(arguments),
                result);
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
