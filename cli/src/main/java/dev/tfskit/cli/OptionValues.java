// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Checks the values of options that look like options themselves. Attached, as in {@code --find=-d*}, such a value is
 * meant as it is; a word of its own is an option that stands where a value was forgotten.
 */
final class OptionValues {

    private OptionValues() {}

    /**
     * Refuses an option that was taken for the value of the option before it.
     *
     * @param parsed the command line
     * @throws UsageException when there is one
     */
    static void demandAttached(ParseResult parsed) throws UsageException {
        for (OptionSpec option : parsed.matchedOptions()) {
            for (String value : option.originalStringValues()) {
                if (isOption(parsed.commandSpec(), value) && !isAttached(parsed, option, value)) {
                    String name = option.longestName();
                    throw new UsageException(name + ": lacks its value, because '" + value + "' is an option; write "
                            + name + "=" + value + " if that is the value");
                }
            }
        }
    }

    private static boolean isAttached(ParseResult parsed, OptionSpec option, String value) {
        return parsed.originalArgs().stream()
                .filter(word -> word.endsWith(value))
                .map(word -> word.substring(0, word.length() - value.length()))
                .anyMatch(start -> isStart(parsed.commandSpec(), option, start));
    }

    /** Returns whether a value behind these characters is attached: they are a name, or flags and a letter. */
    private static boolean isStart(CommandSpec command, OptionSpec option, String start) {
        String name = start.endsWith("=") ? start.substring(0, start.length() - 1) : start;
        List<String> names = List.of(option.names());
        if (names.contains(name)) {
            return true;
        }
        int last = name.length() - 1;
        return last > 1
                && name.startsWith("-")
                && names.contains("-" + name.charAt(last))
                && name.substring(1, last).chars().allMatch(letter -> isFlag(command, (char) letter));
    }

    private static boolean isFlag(CommandSpec command, char letter) {
        OptionSpec option = command.posixOptionsMap().get(letter);
        return option != null && option.arity().max() == 0;
    }

    private static boolean isOption(CommandSpec command, String word) {
        int separator = word.indexOf('=');
        String name = separator < 0 ? word : word.substring(0, separator);
        return command.optionsMap().containsKey(name)
                || word.length() > 2
                        && word.startsWith("-")
                        && command.posixOptionsMap().containsKey(word.charAt(1));
    }
}
