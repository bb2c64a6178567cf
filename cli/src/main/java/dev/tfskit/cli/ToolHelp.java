// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.message.Messages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a tool: the commands that users often run stand before the options. */
final class ToolHelp {

    private static final String EXAMPLES = "examples";

    private ToolHelp() {}

    /** Adds the examples of a tool to its help. */
    static void addExamples(UsageMessageSpec usage, List<Example> examples) {
        List<String> sections = new ArrayList<>(usage.sectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING), EXAMPLES);
        usage.sectionKeys(sections);
        usage.sectionMap().put(EXAMPLES, _ -> text(examples));
    }

    /** Returns one line for each example, with the effects below each other. */
    private static String text(List<Example> examples) {
        int width = examples.stream()
                .mapToInt(example -> example.command().length())
                .max()
                .orElse(0);
        return examples.stream()
                .map(example -> Messages.format("  %-" + width + "s  %s%n", example.command(), example.effect()))
                .collect(Collectors.joining("", "\nOften used:\n", "\n"));
    }

    /** Returns the whole help. */
    static String of(CommandLine command, Terminal terminal) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), style(terminal));
        return text.toString();
    }

    /** Returns what stands before the options: how to call the tool, what it does, and the examples. */
    static String beginning(CommandLine command, Terminal terminal) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(style(terminal)));
        StringBuilder beginning = new StringBuilder();
        for (String key : usage.sectionKeys()) {
            if (key.equals(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING)) {
                break;
            }
            IHelpSectionRenderer section = usage.sectionMap().get(key);
            if (section != null) {
                beginning.append(section.render(help));
            }
        }
        return beginning.toString();
    }

    private static Help.Ansi style(Terminal terminal) {
        return terminal.styled() ? Help.Ansi.ON : Help.Ansi.OFF;
    }
}
