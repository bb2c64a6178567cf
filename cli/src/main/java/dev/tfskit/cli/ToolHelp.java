// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The help of a tool, in lines of at most 80 columns: the commands that users often run stand before the options.
 *
 * <p>It looks like the help that picocli writes, which takes longer than all else that {@code --help} does: picocli
 * styles, measures and copies each character alone.
 */
final class ToolHelp {

    private final ToolSyntax syntax;
    private final List<Example> examples;
    private final HelpColors colors;
    private final StringBuilder text = new StringBuilder();

    private ToolHelp(ToolSyntax syntax, List<Example> examples, HelpColors colors) {
        this.syntax = Objects.requireNonNull(syntax);
        this.examples = Objects.requireNonNull(examples);
        this.colors = Objects.requireNonNull(colors);
    }

    /**
     * Returns the whole help.
     *
     * @param syntax the options and operands
     * @param examples the commands that users often run
     * @param colors how names are shown
     */
    static String of(ToolSyntax syntax, List<Example> examples, HelpColors colors) {
        ToolHelp help = new ToolHelp(syntax, examples, colors);
        help.addBeginning();
        help.addRows();
        return help.text.toString();
    }

    /** Returns what stands before the options: how to call the tool, what it does, and the examples. */
    static String beginning(ToolSyntax syntax, List<Example> examples, HelpColors colors) {
        ToolHelp help = new ToolHelp(syntax, examples, colors);
        help.addBeginning();
        return help.text.toString();
    }

    private void addBeginning() {
        text.append("Usage: ")
                .append(colors.tool(syntax.command().name()).shown())
                .append(" [OPTIONS]");
        for (PositionalParamSpec operand : syntax.command().positionalParameters()) {
            text.append(' ').append(HelpRow.operand(operand, colors).shown());
        }
        text.append('\n');
        HelpTable.wrap(text, syntax.description(), 0, 0);
        addExamples();
    }

    /** Adds one line for each example, with the effects below each other. */
    private void addExamples() {
        int width = 0;
        for (Example example : examples) {
            width = Math.max(width, example.command().length());
        }
        text.append("\nOften used:\n");
        for (Example example : examples) {
            text.append("  ").append(example.command());
            text.repeat(' ', width - example.command().length());
            text.append("  ").append(example.effect()).append('\n');
        }
        text.append('\n');
    }

    private void addRows() {
        List<HelpRow> first = new ArrayList<>();
        for (PositionalParamSpec operand : syntax.command().positionalParameters()) {
            first.add(HelpRow.of(operand, colors));
        }
        first.addAll(rows(syntax.options()));
        List<HelpRow> all = new ArrayList<>(first);
        List<List<HelpRow>> groups = new ArrayList<>();
        for (OptionGroup group : syntax.groups()) {
            List<HelpRow> rows = rows(group.options());
            groups.add(rows);
            all.addAll(rows);
        }
        HelpTable table = new HelpTable(text, all);
        table.add(first);
        for (int i = 0; i < groups.size(); i++) {
            text.append('\n').append(syntax.groups().get(i).heading()).append('\n');
            table.add(groups.get(i));
        }
    }

    private List<HelpRow> rows(List<OptionSpec> options) {
        List<HelpRow> rows = new ArrayList<>();
        for (OptionSpec option : options) {
            rows.add(HelpRow.of(option, colors));
        }
        return rows;
    }
}
