// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The options and operands of a tool, and how its help presents them.
 *
 * <p>The groups of options are no groups of picocli, which would take ten times as long to parse a command line: it
 * compares and hashes all options of all groups at each step. Not thread-safe.
 */
public final class ToolSyntax {

    private final CommandSpec command;
    private final List<OptionSpec> options = new ArrayList<>();
    private final List<OptionGroup> groups = new ArrayList<>();
    private String description = "";

    ToolSyntax(CommandSpec command) {
        this.command = Objects.requireNonNull(command);
    }

    /**
     * Returns the options and operands of a tool, with the options that all tools have. It is for programs that
     * describe the tool elsewhere, such as the writer of completions for shells.
     *
     * @param tool the tool
     * @return the syntax; changes to it have no effect on the tool
     */
    public static ToolSyntax of(Tool tool) {
        return StandardOptions.syntaxOf(tool);
    }

    /** Sets what the tool does, in one sentence. */
    public void describe(String sentence) {
        description = Objects.requireNonNull(sentence);
    }

    /** Adds an operand. */
    public void add(PositionalParamSpec operand) {
        command.addPositional(operand);
    }

    /** Adds an option that the help shows before all groups. */
    public void add(OptionSpec option) {
        command.addOption(option);
        options.add(option);
    }

    /**
     * Adds options that the help shows under a heading. They can be combined with each other and with all others.
     *
     * @param heading the line above the options
     * @param members the options
     */
    public void addGroup(String heading, List<OptionSpec> members) {
        members.forEach(command::addOption);
        groups.add(new OptionGroup(heading, members));
    }

    /**
     * Returns the command that picocli parses.
     *
     * @return the command with all options and operands
     */
    public CommandSpec command() {
        return command;
    }

    String description() {
        return description;
    }

    /** Returns the options outside of the groups. */
    List<OptionSpec> options() {
        return Collections.unmodifiableList(options);
    }

    List<OptionGroup> groups() {
        return Collections.unmodifiableList(groups);
    }
}
