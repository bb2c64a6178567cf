// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.manifest.SizeText;
import dev.tfskit.message.Messages;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.schema.Label;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options for the image that is made, and for what is printed about it.
 *
 * @param label the name of the volume
 * @param size the least size of the image in bytes
 * @param uuid the UUID of the volume, if one was given
 * @param latest the latest time in a reproducible image; empty for other images
 * @param lz4 whether {@code --lz4} is given: the image is written as an LZ4 frame, whatever its name
 * @param force whether a block device may be overwritten
 * @param sync whether the image is forced to disk
 * @param verify whether the image is compared with the sources
 * @param strict whether a warning makes the run fail
 * @param dryRun whether the entries are listed and no image is made
 * @param report what is printed on standard output
 */
record ResultOptions(
        Label label,
        long size,
        Optional<UUID> uuid,
        Optional<Instant> latest,
        boolean lz4,
        boolean force,
        boolean sync,
        boolean verify,
        boolean strict,
        boolean dryRun,
        Report report) {

    /** The forms of the report on an image that was made. */
    enum Report {
        NOTHING,
        SUMMARY,
        ENTRIES,
        JSON
    }

    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    static void describe(ToolSyntax syntax) {
        syntax.addGroup(
                "What is made, and how:",
                List.of(
                        OptionSpec.builder("-l", "--label")
                                .paramLabel("LABEL")
                                .type(String.class)
                                .description("Set the label of the volume, at most 31 bytes of UTF-8.")
                                .build(),
                        OptionSpec.builder("-s", "--size")
                                .paramLabel("SIZE")
                                .type(String.class)
                                .description("Make the image at least SIZE bytes large, files included, such as 64M "
                                        + "or 1.5G. K, M, G and T are powers of 1024.")
                                .build(),
                        OptionSpec.builder("--uuid")
                                .paramLabel("UUID")
                                .type(String.class)
                                .description("Set the UUID of the volume instead of a random one.")
                                .build(),
                        Flag.named("--reproducible")
                                .description("Make equal images from equal trees. With the variable "
                                        + "SOURCE_DATE_EPOCH, later times become this time; without it, no times are "
                                        + "stored. Setting the variable has the effect of this option.")
                                .build(),
                        Flag.named("--lz4")
                                .description("Compress the image by lz4, as when its name ends in .lz4.")
                                .build(),
                        Flag.named("--sparse")
                                .description("Leave holes in the image for unused blocks; this is the default.")
                                .build(),
                        Flag.named("--force")
                                .description("Write to a block device.")
                                .build(),
                        Flag.named("--sync")
                                .description("Return when the image is durable.")
                                .build(),
                        Flag.named("--verify")
                                .description("Read the image back and compare it with the sources.")
                                .build(),
                        Flag.named("--strict")
                                .description("Make no image when there is a warning.")
                                .build(),
                        Flag.named("--dry-run")
                                .description("Make no image; print the entries that it would have.")
                                .build(),
                        Flag.named("--json")
                                .description("Print the summary as JSON.")
                                .build(),
                        Flag.named("-q", "--quiet")
                                .description("Print no summary and no progress.")
                                .build(),
                        Flag.named("-v", "--verbose")
                                .description("Also print a line for each entry.")
                                .build()));
    }

    /**
     * Reads the options of the command line.
     *
     * @param epoch what the environment holds as SOURCE_DATE_EPOCH; null or empty when it is not set
     * @param configuration has the size, unless the command line does
     */
    static ResultOptions of(ParseResult arguments, @Nullable String epoch, Optional<OpsConfiguration> configuration)
            throws UsageException {
        return new ResultOptions(
                label(arguments.matchedOptionValue("-l", "")),
                size(arguments.matchedOptionValue(
                        "-s", configuration.flatMap(OpsConfiguration::size).orElse("0"))),
                uuid(arguments.matchedOptionValue("--uuid", null)),
                latest(arguments.hasMatchedOption("--reproducible"), epoch),
                arguments.hasMatchedOption("--lz4"),
                arguments.hasMatchedOption("--force"),
                arguments.hasMatchedOption("--sync"),
                arguments.hasMatchedOption("--verify"),
                arguments.hasMatchedOption("--strict"),
                arguments.hasMatchedOption("--dry-run"),
                report(arguments));
    }

    private static Label label(String text) throws UsageException {
        try {
            return Label.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("-l " + text + ": " + Messages.reasonOf(e));
        }
    }

    private static long size(String text) throws UsageException {
        return SizeText.parse(text)
                .orElseThrow(() -> new UsageException("the size '" + text
                        + "': a number of bytes up to 4194304T is expected, such as 4096, 64K, 10M, 1.5G or 1T"));
    }

    private static Optional<UUID> uuid(@Nullable String text) throws UsageException {
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw new UsageException(
                    "--uuid " + text + ": a UUID is expected, such as 123e4567-e89b-12d3-a456-426614174000");
        }
        return Optional.of(UUID.fromString(text));
    }

    private static Optional<Instant> latest(boolean reproducible, @Nullable String epoch) throws UsageException {
        if (epoch != null && !epoch.isEmpty()) {
            if (!epoch.matches("[0-9]{1,10}")) {
                throw new UsageException(EPOCH + "=" + epoch + ": seconds since 1970 are expected");
            }
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(epoch)));
        }
        return reproducible ? Optional.of(Instant.EPOCH) : Optional.empty();
    }

    private static Report report(ParseResult arguments) throws UsageException {
        boolean quiet = arguments.hasMatchedOption("-q");
        boolean verbose = arguments.hasMatchedOption("-v");
        boolean json = arguments.hasMatchedOption("--json");
        if (quiet && arguments.hasMatchedOption("--dry-run")) {
            throw new UsageException("--dry-run does nothing but print, and -q prints nothing; give one of them");
        }
        if (json && arguments.hasMatchedOption("--dry-run") && !arguments.hasMatchedOption("--update")) {
            throw new UsageException(
                    "--json is the summary of an image that was made, and --dry-run makes none; give one of them");
        }
        if ((quiet ? 1 : 0) + (verbose ? 1 : 0) + (json ? 1 : 0) > 1) {
            throw new UsageException("-q, -v and --json each choose the output; give one of them");
        }
        return quiet ? Report.NOTHING : verbose ? Report.ENTRIES : json ? Report.JSON : Report.SUMMARY;
    }
}
