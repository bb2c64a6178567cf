// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds the word that a user meant with a mistyped one. */
public final class Spelling {

    /** A word may have one mistake, and one more for each group of so many characters. */
    private static final int CHARACTERS_A_MISTAKE = 4;

    private Spelling() {}

    /**
     * Returns the known word that is nearest to a typed one.
     *
     * @param typed the word of the user
     * @param known the words that are possible
     * @return the word; empty when none is near, or several are equally near
     */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        int least = 1 + typed.length() / CHARACTERS_A_MISTAKE;
        List<String> nearest = new ArrayList<>();
        for (String word : known) {
            int mistakes = mistakes(typed, word);
            if (mistakes < least) {
                nearest.clear();
                least = mistakes;
            }
            if (mistakes == least) {
                nearest.add(word);
            }
        }
        return nearest.size() == 1 ? Optional.of(nearest.getFirst()) : Optional.empty();
    }

    /** Counts characters that are missing, too many, wrong, or in the wrong order. */
    private static int mistakes(String typed, String word) {
        int[][] least = new int[typed.length() + 1][word.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= word.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : step(least, typed, word, i, j);
            }
        }
        return least[typed.length()][word.length()];
    }

    private static int step(int[][] least, String typed, String word, int i, int j) {
        boolean isSame = typed.charAt(i - 1) == word.charAt(j - 1);
        int mistakes = Math.min(least[i - 1][j - 1] + (isSame ? 0 : 1), 1 + Math.min(least[i - 1][j], least[i][j - 1]));
        boolean isSwapped = i > 1
                && j > 1
                && typed.charAt(i - 1) == word.charAt(j - 2)
                && typed.charAt(i - 2) == word.charAt(j - 1);
        return isSwapped ? Math.min(mistakes, least[i - 2][j - 2] + 1) : mistakes;
    }
}
