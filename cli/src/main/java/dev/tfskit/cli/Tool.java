// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command line: what it is called, what it takes and what it does.
 *
 * <p>It leaves to {@link ToolRunner} the standard options, the parsing, the wording of errors and the exit code. An
 * implementation has a public constructor without arguments, so that the training of the AOT cache can make one.
 */
public interface Tool {

    /** The name in error lines and help, such as {@code tfs-dump}. */
    String name();

    /**
     * Adds the tool's own options, operands and help texts; the standard options are added later.
     *
     * <p>Options and operands have text, a number or a boolean as their type. In a description a percent sign is
     * written twice, because picocli formats it.
     *
     * @param spec takes them
     */
    void describe(CommandSpec spec);

    /**
     * Does the work. Neither help nor version was asked for, and picocli has accepted the arguments.
     *
     * @param arguments what the command line says
     * @param context the streams to use
     * @return the exit code when the work ran to its end; a check that found damage returns {@link ExitCode#FAILED}
     *     without an exception
     * @throws UsageException if the arguments do not fit together
     * @throws IOException if the work failed; {@link Failures} words it
     */
    ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException;

    /** Words for exceptions that only this tool knows; asked before the general rules. */
    default Optional<Failure> explain(Throwable problem) {
        return Optional.empty();
    }

    /**
     * The exit code of a failure, for tools that keep to the codes of another program.
     *
     * @param usual what the general rules say: {@link ExitCode#FAILED} or {@link ExitCode#USAGE}
     * @param arguments as they were given, perhaps not understood
     */
    default ExitCode exitCode(ExitCode usual, List<String> arguments) {
        return usual;
    }
}
