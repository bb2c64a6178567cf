// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Finds the option that a user meant with a mistyped one. */
final class OptionSuggestion {

    /** A name of this many characters may have one mistake more. */
    private static final int CHARACTERS_A_MISTAKE = 4;

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
        int least = 1 + (name.length() - 2) / CHARACTERS_A_MISTAKE;
        List<String> nearest = new ArrayList<>();
        for (String option : known) {
            int mistakes = mistakes(name, option);
            if (mistakes < least) {
                nearest.clear();
                least = mistakes;
            }
            if (mistakes == least) {
                nearest.add(option);
            }
        }
        return nearest.size() == 1 ? Optional.of(nearest.getFirst()) : Optional.empty();
    }

    /** Counts characters that are missing, too many, wrong, or in the wrong order. */
    private static int mistakes(String typed, String option) {
        int[][] least = new int[typed.length() + 1][option.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= option.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : step(least, typed, option, i, j);
            }
        }
        return least[typed.length()][option.length()];
    }

    private static int step(int[][] least, String typed, String option, int i, int j) {
        boolean isSame = typed.charAt(i - 1) == option.charAt(j - 1);
        int mistakes = Math.min(least[i - 1][j - 1] + (isSame ? 0 : 1), 1 + Math.min(least[i - 1][j], least[i][j - 1]));
        boolean isSwapped = i > 1
                && j > 1
                && typed.charAt(i - 1) == option.charAt(j - 2)
                && typed.charAt(i - 2) == option.charAt(j - 1);
        return isSwapped ? Math.min(mistakes, least[i - 2][j - 2] + 1) : mistakes;
    }
}
