// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            "(?:as a|check|choose|copy|create|give|it is unmounted|it may use|leave|mount|name|remove|run|save|see|set"
                    + "|try|unmount|use|write)\\b.*",
            Pattern.DOTALL);
    /** The subject of a message, such as {@code standard output}, has so many words at most. */
    private static final int SUBJECT_WORDS = 2;

    private static final String LINE = "The command line";
    private static final String FILES = "Files of this machine";
    private static final String IMAGES = "Images";
    private static final String EXTRACTING = "Extracting";
    private static final String TREES = "Trees and archives that go in";
    private static final String CONFIGURATIONS = "Manifests and configurations";
    private static final String PROGRAMS = "Programs and boot files";
    private static final String MOUNTS = "Mounts";

    /** The sections for the messages of a package that serves few purposes. */
    private static final Map<String, List<String>> SECTIONS = Map.ofEntries(
            Map.entry("/tfs-core/src/main/java/dev/tfskit/codec/", List.of(IMAGES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/log/", List.of(IMAGES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/schema/", List.of(IMAGES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/device/overlay/", List.of(MOUNTS)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/elf/", List.of(PROGRAMS)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/program/", List.of(PROGRAMS, FILES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/extract/", List.of(EXTRACTING, FILES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/posix/", List.of(EXTRACTING, FILES)),
            Map.entry("/tfs-core/src/main/java/dev/tfskit/source/", List.of(TREES)),
            Map.entry("/archive/src/main/java/dev/tfskit/archive/", List.of(TREES, IMAGES, EXTRACTING, FILES)),
            Map.entry("/archive/src/main/java/dev/tfskit/cpio/", List.of(TREES)),
            Map.entry("/archive/src/main/java/dev/tfskit/tar/", List.of(TREES)),
            Map.entry("/archive/src/main/java/dev/tfskit/json/", List.of(TREES, FILES)),
            Map.entry("/archive/src/main/java/dev/tfskit/oci/", List.of(TREES, PROGRAMS)),
            Map.entry("/archive/src/main/java/dev/tfskit/ops/", List.of(CONFIGURATIONS, LINE, FILES)),
            Map.entry("/dump/src/main/", List.of(IMAGES, LINE, FILES)),
            Map.entry("/fuse/src/main/", List.of(MOUNTS, LINE, FILES)));

    private static Stream<String[]> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| "));
    }

    /** Returns the rows of each section of the page. */
    private static Map<String, List<String[]>> sections() throws IOException {
        Map<String, List<String[]>> sections = new HashMap<>();
        List<String[]> rows = List.of();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                rows = sections.computeIfAbsent(line.substring(3), _ -> new ArrayList<>());
            } else if (line.startsWith("| `")) {
                rows.add(line.split(" \\| "));
            }
        }
        return sections;
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

    /** The same words can have another cause elsewhere, and a row has one: the code tells which one it is. */
    @Test
    void messagesOfOnePartOfTheCodeAreInItsSections() throws IOException {
        Map<String, List<String[]>> sections = sections();
        assertEquals(
                List.of(),
                SECTIONS.values().stream()
                        .flatMap(List::stream)
                        .filter(name -> !sections.containsKey(name))
                        .toList());
        List<String> misplaced = new ArrayList<>();
        for (SourceTexts.SourceText text : SourceTexts.messages()) {
            String message = text.text().replace(SourceTexts.VALUE, VALUE);
            String file = text.file().toString();
            for (var part : SECTIONS.entrySet()) {
                if (isMessage(message)
                        && file.contains(part.getKey())
                        && part.getValue().stream()
                                .allMatch(name ->
                                        parts(message, sections.get(name)).isEmpty())) {
                    misplaced.add(text + "\n    belongs to " + part.getValue());
                }
            }
        }
        assertEquals("", String.join("\n", misplaced), "messages in another section of " + PAGE);
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
