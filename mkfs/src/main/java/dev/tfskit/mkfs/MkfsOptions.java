// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The checked options of tfs-mkfs.
 *
 * @param image the file to make, or {@code -} for standard output; may be empty for a dry run
 * @param sources what goes in
 * @param boot what makes it a disk that boots
 * @param result what is made, and how
 */
record MkfsOptions(String image, SourceOptions sources, BootOptions boot, ResultOptions result) {

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
        SourceOptions.describe(spec);
        BootOptions.describe(spec);
        ResultOptions.describe(spec);
    }

    /**
     * Reads the options of the command line.
     *
     * @param epoch what the environment holds as SOURCE_DATE_EPOCH
     */
    static MkfsOptions of(ParseResult arguments, Optional<String> epoch) throws UsageException, IOException {
        ResultOptions result = ResultOptions.of(arguments, epoch);
        if (!arguments.hasMatchedPositional(0) && !result.dryRun()) {
            throw new UsageException("missing required parameter: 'IMAGE'");
        }
        return new MkfsOptions(
                arguments.matchedPositionalValue(0, ""),
                SourceOptions.of(arguments),
                BootOptions.of(arguments),
                result);
    }
}
