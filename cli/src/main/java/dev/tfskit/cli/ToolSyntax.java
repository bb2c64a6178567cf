// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * The options and operands of a tool, for programs that describe the tool elsewhere, such as the writer of completions
 * for shells.
 */
public final class ToolSyntax {

    private ToolSyntax() {}

    /**
     * Returns the command of a tool with its own options and the standard ones.
     *
     * @param tool the tool
     * @return the command; changes to it have no effect on the tool
     */
    public static CommandSpec of(Tool tool) {
        return StandardOptions.commandLineOf(tool).getCommandSpec();
    }
}
