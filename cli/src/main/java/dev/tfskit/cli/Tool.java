// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * A command line tool: its name, its options and its work.
 *
 * <p>{@link ToolRunner} adds the standard options, parses the arguments, prints the error messages and chooses the exit
 * code. An implementation has a public constructor without arguments, so that the training of the AOT cache can create
 * one.
 */
public interface Tool {

    /** Returns the name in error lines and help, such as {@code tfs-dump}. */
    String name();

    /**
     * Adds the tool's own options and operands; the standard options are added later.
     *
     * <p>Options and operands have text, a number or a boolean as their type. A description is one paragraph.
     *
     * @param syntax receives them, and what the tool does
     */
    void describe(ToolSyntax syntax);

    /**
     * Returns commands for the help, the most usual ones first; about five.
     *
     * @return the commands
     */
    List<Example> examples();

    /**
     * Does the work. It is not called for help or version, or when picocli refuses the arguments.
     *
     * @param arguments the parsed command line
     * @param context the streams to use
     * @return the exit code when the work ran to its end; a check that found damage returns
     *     {@link ExitCode#ERRORS_FOUND} without an exception
     * @throws UsageException if the arguments contradict each other
     * @throws IOException if the work failed; {@link Failures} writes its message
     */
    ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException;

    /**
     * Describes exceptions that only this tool knows. Called before the general rules apply.
     *
     * @param problem the exception
     * @return the message; empty for the general rules
     */
    default Optional<Failure> explain(Throwable problem) {
        return Optional.empty();
    }

    /**
     * Returns the exit code of a failure, for tools that keep to the codes of another program.
     *
     * @param usual the code of the general rules: {@link ExitCode#FAILED} or {@link ExitCode#USAGE}
     * @param arguments the raw arguments, perhaps impossible to parse
     * @return the exit code
     */
    default ExitCode exitCode(ExitCode usual, List<String> arguments) {
        return usual;
    }
}
