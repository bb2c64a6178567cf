// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** A tool as a process of its own: the real streams and the real exit. */
public final class ToolProcess {

    private ToolProcess() {}

    /**
     * What a tool's {@code main} does, as its last act. Threads that the tool started must have ended.
     *
     * <p>Success ends by returning: before it exits, {@link System#exit} looks on the whole class path for somebody to
     * log that to, which takes a short command half as long again. Shutdown hooks run both ways.
     */
    public static void main(Tool tool, String... arguments) {
        ExitCode exitCode = run(tool, arguments);
        if (exitCode != ExitCode.OK) {
            System.exit(exitCode.number());
        }
    }

    static ExitCode run(Tool tool, String... arguments) {
        // Straight to the descriptors: System.out hides failures and encodes by the locale.
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        Diagnostics diagnostics = new Diagnostics(tool.name(), new FileOutputStream(FileDescriptor.err));
        ToolContext context = new ToolContext(output, diagnostics, Terminal.ofProcess());
        return new ToolRunner(tool, context).run(arguments);
    }
}
