// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Finds the option that a user meant with a mistyped one. */
final class OptionSuggestion {

    private static final int LEAST_PREFIX = "--ab".length();

    private OptionSuggestion() {}

    /**
     * Returns the option that is nearest to a word.
     *
     * @param word the word of the command line, with its value if it has one
     * @return the long name of the option; empty when none is near, or several are
     */
    static Optional<String> of(CommandSpec command, String word) {
        int value = word.indexOf('=');
        String typed = value < 0 ? word : word.substring(0, value);
        // One hyphen too few is a mistake, too.
        String name = typed.startsWith("--") ? typed : "-" + typed;
        List<String> known = command.options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .filter(option -> option.startsWith("--"))
                .toList();
        if (known.contains(name)) {
            return Optional.of(name);
        }
        List<String> longer =
                known.stream().filter(option -> option.startsWith(name)).toList();
        if (longer.size() == 1 && name.length() >= LEAST_PREFIX) {
            return Optional.of(longer.getFirst());
        }
        return Spelling.nearest(name, known);
    }
}
