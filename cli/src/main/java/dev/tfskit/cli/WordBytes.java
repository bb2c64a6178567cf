// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that the words of the command line still have the bytes that the user gave. The JVM replaces bytes that are
 * not UTF-8 by U+FFFD, and a name, label or value with the replacement would be another one.
 */
final class WordBytes {

    private static final char REPLACEMENT = '\ufffd';
    /** The bytes of all words that started this process. Only Linux has it. */
    private static final Path GIVEN = Path.of("/proc/self/cmdline");

    private WordBytes() {}

    /**
     * Refuses a word that has lost bytes. One with a true U+FFFD passes where the host shows its bytes.
     *
     * @param words the command line without the program
     * @throws UsageException when there is one
     */
    static void demandWhole(List<String> words) throws UsageException {
        if (String.join("", words).indexOf(REPLACEMENT) < 0) {
            return;
        }
        List<String> given = given();
        int first = given.size() - words.size();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.indexOf(REPLACEMENT) >= 0
                    && (first < 0 || !given.get(first + i).equals(asGiven(word)))) {
                throw new UsageException("'" + word + (first < 0 ? "' may not be" : "' is not")
                        + " UTF-8; write it in UTF-8, or name a link to the file");
            }
        }
    }

    /**
     * Returns the words that started this process, with a char for each byte; none where the host does not show them.
     */
    private static List<String> given() {
        try {
            List<String> parts =
                    List.of(Files.readString(GIVEN, StandardCharsets.ISO_8859_1).split("\0", -1));
            // A NUL follows each word, also the last one.
            return parts.subList(0, parts.size() - 1);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String asGiven(String word) {
        return new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
