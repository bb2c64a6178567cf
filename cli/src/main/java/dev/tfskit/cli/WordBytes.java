// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that the words of the command line still have the bytes that the user gave. The JVM replaces bytes that are
 * not in the encoding of the locale by U+FFFD, and a name, label or value with the replacement would be another one.
 * The launchers set a locale of UTF-8; a user who starts {@code java} may have one that knows nothing but ASCII.
 */
final class WordBytes {

    private static final char REPLACEMENT = '\ufffd';
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    /** What is said where the host does not show the bytes. */
    private static final String NOT_SHOWN = "may not be UTF-8; write it in UTF-8, or name a link to the file";
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
                throw new UsageException("'" + word + "' " + (first < 0 ? NOT_SHOWN : lossIn(encoding())));
            }
        }
    }

    /** Returns the encoding in which the JVM reads the words. */
    private static String encoding() {
        return System.getProperty("sun.jnu.encoding", UTF_8);
    }

    private static String lossIn(String encoding) {
        return encoding.equals(UTF_8)
                ? "is not UTF-8; write it in UTF-8, or name a link to the file"
                : "cannot be read in this locale, whose encoding is " + encoding
                        + "; write it in UTF-8, and set LC_ALL=C.UTF-8";
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
