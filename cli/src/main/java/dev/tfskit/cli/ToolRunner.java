// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Runs a command line from its arguments to its exit code. It does not exit the process, so tests can use it. */
public final class ToolRunner {

    private final Tool tool;
    private final ToolContext context;

    /** Creates a runner of a tool with these streams. */
    public ToolRunner(Tool tool, ToolContext context) {
        this.tool = Objects.requireNonNull(tool);
        this.context = Objects.requireNonNull(context);
    }

    /** Runs the tool. Every failure becomes an exit code, and all but a closed output pipe are reported, too. */
    public ExitCode run(String... arguments) {
        // Catches everything: the user must see a line and an exit code, never a bare exception.
        try {
            return parseAndRun(arguments);
        } catch (OutputException e) {
            return e.isPipeClosed() ? ExitCode.PIPE_CLOSED : report(e, arguments);
        } catch (Throwable e) {
            flushWhatWasFound();
            return report(e, arguments);
        }
    }

    /** Flushes the output so far: it is useful even after a failure, and comes before the error line. */
    private void flushWhatWasFound() {
        try {
            context.output().flush();
        } catch (OutputException e) {
            // The first failure is the one to report.
        }
    }

    private ExitCode parseAndRun(String... arguments) throws UsageException, IOException {
        ToolSyntax syntax = ToolSyntax.of(tool);
        if (arguments.length == 0) {
            context.diagnostics().text(ToolHelp.beginning(syntax, tool.examples(), HelpColors.NONE));
        }
        ParseResult parsed = StandardOptions.parserOf(syntax).parseArgs(arguments);
        ExitCode exitCode = act(syntax, parsed);
        context.output().close();
        return exitCode;
    }

    private ExitCode act(ToolSyntax syntax, ParseResult parsed) throws UsageException, IOException {
        Terminal terminal = context.terminal().withColor(ColorMode.of(parsed));
        if (parsed.isUsageHelpRequested()) {
            context.output().print(ToolHelp.of(syntax, tool.examples(), HelpColors.of(terminal)));
            return ExitCode.OK;
        }
        if (parsed.isVersionHelpRequested()) {
            context.output().println(tool.name() + " " + version() + ", Java " + System.getProperty("java.version"));
            return ExitCode.OK;
        }
        WordBytes.demandWhole(parsed.originalArgs());
        demandOnce(parsed);
        OptionValues.demandAttached(parsed);
        return tool.run(parsed, new ToolContext(context.input(), context.output(), context.diagnostics(), terminal));
    }

    /** Refuses a second value for an option that takes one: the parser would silently drop the first. */
    private static void demandOnce(ParseResult parsed) throws UsageException {
        Set<String> seen = new HashSet<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            boolean takesOneValue = option.arity().max() > 0 && !option.isMultiValue();
            if (takesOneValue && !seen.add(option.longestName())) {
                throw new UsageException(option.longestName() + " is given twice; give it once");
            }
        }
    }

    /** Returns the version, with the commit, from the manifest of the tool's jar, which is read only for this. */
    private String version() {
        return Objects.requireNonNullElse(tool.getClass().getPackage().getImplementationVersion(), "(not packaged)");
    }

    private ExitCode report(Throwable problem, String... arguments) {
        Failure failure = new Failures(tool).of(problem);
        context.diagnostics().report(failure);
        if (StandardOptions.isDebug(arguments)) {
            context.diagnostics().trace(problem);
        }
        return tool.exitCode(failure.exitCode(), List.of(arguments));
    }
}
