// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

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
                if (isOption(parsed.commandSpec(), value) && !isAttached(parsed, value)) {
                    String name = option.longestName();
                    throw new UsageException(name + ": lacks its value, because '" + value + "' is an option; write "
                            + name + "=" + value + " if that is the value");
                }
            }
        }
    }

    private static boolean isAttached(ParseResult parsed, String value) {
        return parsed.originalArgs().stream()
                .anyMatch(word -> word.startsWith("-") && word.endsWith(value) && word.length() > value.length());
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
