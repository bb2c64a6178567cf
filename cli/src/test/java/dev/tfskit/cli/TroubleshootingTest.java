// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page that explains the messages. Each row of its tables begins with parts of messages, in which an ellipsis
 * stands for what is known at run time.
 */
class TroubleshootingTest {

    private static final Path PAGE = Path.of("../docs/troubleshooting.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String VALUE = "…";
    /** Marks a part that is the whole message, without the remedy. */
    private static final String WHOLE = ": ";

    /** The remedy behind the semicolon of a message, in the imperative. */
    private static final Pattern REMEDY = Pattern.compile(
            "(?:as a|check|choose|copy|create|give|it is unmounted|it may use|leave|mount|name|remove|run|save|see|try"
                    + "|unmount|write)\\b.*",
            Pattern.DOTALL);
    /** The subject of a message, such as {@code standard output}, has so many words at most. */
    private static final int SUBJECT_WORDS = 2;

    private static Stream<String[]> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| "));
    }

    private static Pattern pattern(String part) {
        boolean isWhole = part.startsWith(WHOLE);
        String words = Stream.of((isWhole ? part.substring(WHOLE.length()) : part).split(VALUE, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(isWhole ? "^" + words + "$" : words, Pattern.DOTALL);
    }

    private static boolean isMessage(String text) {
        long words = Stream.of(text.split(" "))
                .filter(word -> word.chars().anyMatch(Character::isLowerCase))
                .count();
        return words > SUBJECT_WORDS && !REMEDY.matcher(text).matches();
    }

    private static Stream<String> messages() throws IOException {
        return SourceTexts.messages().stream()
                .map(message -> message.text().replace(SourceTexts.VALUE, VALUE))
                .filter(TroubleshootingTest::isMessage)
                .distinct()
                .sorted();
    }

    /** Returns the parts of messages in rows that a message has. */
    private static List<String> parts(String message, List<String[]> rows) {
        return rows.stream()
                .map(row -> CODE.matcher(row[0])
                        .results()
                        .map(found -> found.group(1))
                        .filter(part -> pattern(part).matcher(message).find())
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
    }

    /** A search of the page for a message finds its row and no other. */
    @Test
    void eachMessageHasOneRow() throws IOException {
        List<String[]> rows = rows().toList();
        String others = messages()
                .filter(message -> parts(message, rows).size() != 1)
                .map(message -> message + "\n    has rows " + parts(message, rows))
                .collect(Collectors.joining("\n"));
        assertEquals("", others, "messages without one row in " + PAGE);
    }

    @Test
    void eachRowHasCauseAndRemedy() throws IOException {
        assertTrue(rows().count() > 50);
        rows().forEach(row -> {
            assertEquals(3, row.length, row[0]);
            assertTrue(row[1].strip().length() > 5 && row[2].strip().length() > 5, row[0]);
        });
    }
}
