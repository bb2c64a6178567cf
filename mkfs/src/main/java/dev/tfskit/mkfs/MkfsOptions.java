// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.io.Handover;
import dev.tfskit.message.Messages;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.ops.OpsPackage;
import dev.tfskit.source.Notice;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The checked options of tfs-mkfs.
 *
 * @param image the file to make, or {@code -} for standard output; may be empty for a dry run
 * @param sources the options for the sources
 * @param program the program for which an image is made, if there is one
 * @param opsPackage the package of ops, if there is one; {@link #close} closes it
 * @param configuration the configuration of ops, that of the package included; the other components already have its
 *     values
 * @param boot the options for a disk that boots
 * @param result the options for the image and for the printed report
 * @param update how an image that exists is changed; empty when an image is made
 */
record MkfsOptions(
        String image,
        SourceOptions sources,
        Optional<ProgramOptions> program,
        Optional<OpsPackage> opsPackage,
        Optional<OpsConfiguration> configuration,
        BootOptions boot,
        ResultOptions result,
        Optional<UpdateOptions> update)
        implements Closeable {

    private static final String PACKAGE = "--package";

    static void describe(ToolSyntax syntax) {
        syntax.describe("Makes a TFS image: a volume, or a disk that boots.");
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("IMAGE")
                .index("0")
                .arity("0..1")
                .hideParamSyntax(true)
                .type(String.class)
                .description("The file to make; - is standard output. An existing file is replaced when the new "
                        + "image is complete.")
                .build());
        syntax.add(PositionalParamSpec.builder()
                .paramLabel("[-- ARGUMENTS]")
                .index("1..*")
                .arity("0..*")
                .hideParamSyntax(true)
                .type(String[].class)
                .description("The arguments of the program. Its own name may come first.")
                .build());
        ProgramOptions.describe(syntax);
        syntax.addGroup(
                "From ops:",
                List.of(
                        OptionSpec.builder("-c", "--config")
                                .paramLabel("FILE")
                                .type(String.class)
                                .description("Take what concerns an image from a configuration of ops, such as "
                                        + "Program, Args, Env, Files and Klibs. Options of the command line win "
                                        + "over it.")
                                .build(),
                        OptionSpec.builder(PACKAGE)
                                .paramLabel("PACKAGE")
                                .type(String.class)
                                .description("Take a package of ops, a directory or a tar.gz: its program with all "
                                        + "that is in its sysroot. -c wins over it.")
                                .build()));
        SourceOptions.describe(syntax);
        BootOptions.describe(syntax);
        ResultOptions.describe(syntax);
        UpdateOptions.describe(syntax);
    }

    /**
     * Reads the options of the command line.
     *
     * @param epoch what the environment holds as SOURCE_DATE_EPOCH; null or empty when it is not set
     * @param notices receives notices about the configuration and the kernel, such as one about each unknown key
     */
    static MkfsOptions of(ParseResult arguments, @Nullable String epoch, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<OpsConfiguration> configuration = configuration(arguments, notices);
        Optional<OpsPackage> opsPackage = opsPackage(arguments, configuration, notices);
        try (Handover handover = new Handover(() -> close(opsPackage))) {
            MkfsOptions options = of(
                    arguments,
                    epoch,
                    opsPackage,
                    opsPackage.map(OpsPackage::configuration).or(() -> configuration),
                    notices);
            if (options.update().isPresent() && options.configuration().isPresent()) {
                NewImageKeys.of(
                                options.configuration().get(),
                                options.update().get().boot())
                        .report(opsOption(arguments), notices);
            }
            return handover.to(options);
        }
    }

    /** Returns the option that brings what ops configures. */
    static String opsOption(ParseResult arguments) {
        return arguments.hasMatchedOption("-c") ? "-c" : PACKAGE;
    }

    private static MkfsOptions of(
            ParseResult arguments,
            @Nullable String epoch,
            Optional<OpsPackage> opsPackage,
            Optional<OpsConfiguration> configuration,
            Consumer<Notice> notices)
            throws UsageException, IOException {
        ResultOptions result = ResultOptions.of(arguments, epoch, configuration);
        Optional<UpdateOptions> update = UpdateOptions.of(arguments, result);
        List<String> words = words(arguments);
        int before = words.size() - ProgramOptions.argumentCount(arguments);
        if (before > 1) {
            throw new UsageException("'" + words.get(1) + "': one argument too many");
        }
        if (before < 1 && !result.dryRun()) {
            throw new UsageException("missing required parameter: 'IMAGE'");
        }
        Optional<ProgramOptions> program =
                ProgramOptions.of(arguments, words.subList(before, words.size()), opsPackage, configuration);
        SourceOptions sources = program.isPresent()
                ? SourceOptions.forProgram(arguments, targetRoot(opsPackage, configuration))
                : SourceOptions.of(arguments);
        return new MkfsOptions(
                before < 1 ? "" : words.getFirst(),
                update.isPresent() ? sources.forUpdate() : sources,
                program,
                opsPackage,
                configuration,
                update.isPresent() ? BootOptions.NONE : BootOptions.of(arguments, configuration, notices),
                result,
                update);
    }

    /** Returns the target root of the configuration: {@code /} by default, and none for a package, which has a tree. */
    private static Optional<String> targetRoot(
            Optional<OpsPackage> opsPackage, Optional<OpsConfiguration> configuration) {
        Optional<String> named = configuration.flatMap(OpsConfiguration::targetRoot);
        return named.isPresent() || configuration.isEmpty() || opsPackage.isPresent() ? named : Optional.of("/");
    }

    private static Optional<OpsPackage> opsPackage(
            ParseResult arguments, Optional<OpsConfiguration> above, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<String> file = Optional.ofNullable(arguments.matchedOptionValue(PACKAGE, null));
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(OpsPackage.open(
                        PathArgument.parse(PACKAGE, file.get()), above, TemporaryDirectory.path(), notices));
    }

    private static void close(Optional<OpsPackage> opsPackage) throws IOException {
        if (opsPackage.isPresent()) {
            opsPackage.get().close();
        }
    }

    @Override
    public void close() throws IOException {
        close(opsPackage);
    }

    private static Optional<OpsConfiguration> configuration(ParseResult arguments, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<String> file = Optional.ofNullable(arguments.matchedOptionValue("-c", null));
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(OpsConfiguration.read(PathArgument.parse("-c", file.get()), notices));
    }

    /**
     * Checks, with --strict, that nothing is missing or different.
     *
     * @param outcome what becomes of the image otherwise, such as {@code is not made}
     * @throws ToolFailedException when there was a warning
     */
    void checkWarnings(Diagnostics diagnostics, String outcome) throws ToolFailedException {
        long warnings = diagnostics.warnings();
        if (result.strict() && warnings > 0) {
            throw new ToolFailedException(
                    image,
                    outcome + ", because of " + Messages.of(warnings, "warning", "warnings"),
                    "remove the cause or leave out --strict");
        }
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
