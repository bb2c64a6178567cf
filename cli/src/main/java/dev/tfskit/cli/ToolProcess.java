// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Runs a tool with the standard streams of this process, and then ends the process with the exit code of the tool. */
public final class ToolProcess {

    private ToolProcess() {}

    /**
     * Runs a tool; the last call of its {@code main}. Threads that the tool started must have ended.
     *
     * <p>Before it exits, {@link System#exit} searches the whole class path for a logger, which makes a short command
     * take half as long again. So success ends by returning. A refused command line of at most one word has begun
     * nothing that a shutdown hook would end, so the process stops without hooks. In all other cases they run.
     */
    public static void main(Tool tool, String... arguments) {
        ExitCode exitCode = run(tool, arguments);
        if (exitCode == ExitCode.USAGE && arguments.length <= 1) {
            Runtime.getRuntime().halt(exitCode.number());
        } else if (exitCode != ExitCode.OK) {
            System.exit(exitCode.number());
        }
    }

    static ExitCode run(Tool tool, String... arguments) {
        StandardOutput output = new StandardOutput(new ProcessOutput());
        Diagnostics diagnostics = new Diagnostics(tool.name(), new FileOutputStream(FileDescriptor.err));
        ToolContext context = new ToolContext(StandardInput.ofProcess(), output, diagnostics, Terminal.ofProcess());
        return new ToolRunner(tool, context).run(arguments);
    }
}
