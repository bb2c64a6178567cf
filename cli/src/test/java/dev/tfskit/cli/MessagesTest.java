// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.SourceTexts.SourceText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The form of all texts that the tools print. */
class MessagesTest {

    /** Words that have a plainer or a more usual one in messages. */
    private static final Map<String, String> PLAINER = Map.of(
            "image of a container", "container image",
            "image of containers", "container image",
            "whoever", "the one that acts",
            "half-made", "incomplete",
            "asked for", "the verb of the option",
            "make it first", "create it first");

    private static final Pattern CONTRACTION = Pattern.compile("\\b\\w+n't\\b|\\b(?:it|that|there)'s\\b");
    /** A number before a noun in the plural reads wrong when the number is one. */
    private static final Pattern PLURAL = Pattern.compile(SourceTexts.VALUE
            + " (?:more |further |other )?"
            + "(?:bytes|blocks|entries|files|layers|faults|inodes|extents|records|directories|warnings|errors)\\b");
    /** Numbers that cannot be one where these texts are used, or only in a malformed file. */
    private static final Pattern NEVER_ONE = Pattern.compile("name of <> bytes|attribute <> of <> bytes"
            + "|sparse file <> has <> bytes|LZ4 block of <> bytes|label has <> bytes|made of <> "
            + "bytes|value of <> bytes|(?:at most|at least|(?:more|larger) than|cannot have) <> \\w+"
            + "|a block of <> bytes is too long"
            + "|the name has <> bytes|<> extents reach beyond|<> other extents|<> inodes have it"
            + "|boot loader has <> bytes|frames or <> blocks|section has <> entries"
            + "|(?:interpreter|symbolic link) has <> bytes|has <> bytes, and at most"
            + "|a file of <> bytes, where at most");
    /** Sources with the messages of the host, which begin with a capital. */
    private static final Set<String> WORDS_OF_HOST = Set.of("Errno.java", "NativeCalls.java", "DirectoryChannel.java");

    private static void assertNone(List<SourceText> texts, Predicate<String> isWrong) {
        assertTrue(texts.size() > 50, "texts are found");
        assertEquals(
                "",
                String.join(
                        "\n",
                        texts.stream()
                                .filter(text -> isWrong.test(text.text()))
                                .map(SourceText::toString)
                                .toList()));
    }

    @Test
    void messagesBeginSmallAndEndWithoutStop() throws IOException {
        assertNone(
                SourceTexts.all().stream()
                        .filter(text -> !WORDS_OF_HOST.contains(
                                text.file().getFileName().toString()))
                        .toList(),
                text -> text.matches("(?s)[A-Z][a-z]+(?![A-Za-z]).*")
                                && !text.matches("(?s)(Too many levels|Windows |Nanos ).*")
                        || text.matches("(?s).*[.!](?<!\\.\\.)"));
    }

    @Test
    void descriptionsAreSentences() throws IOException {
        assertNone(
                SourceTexts.descriptions().stream()
                        .filter(text -> !text.text().startsWith("\\\""))
                        .toList(),
                text -> !text.matches("(?s)[A-Z].*") || !text.matches("(?s).*[.,]|.* such as"));
    }

    @Test
    void numbersAgreeWithTheirNouns() throws IOException {
        assertNone(
                SourceTexts.all(),
                text -> PLURAL.matcher(NEVER_ONE.matcher(text).replaceAll("")).find());
    }

    @Test
    void sameThingHasSameWords() throws IOException {
        for (List<SourceText> texts : List.of(SourceTexts.all(), SourceTexts.descriptions())) {
            assertNone(
                    texts,
                    text -> PLAINER.keySet().stream().anyMatch(text::contains)
                            || CONTRACTION.matcher(text).find());
        }
    }

    @Test
    void noTextHasFormattingOrTwoBlanks() throws IOException {
        assertNone(SourceTexts.all(), text -> text.contains("%n") || text.contains("  "));
        assertNone(SourceTexts.descriptions(), text -> text.matches("(?s).*(?<!%)%(?!%).*") || text.contains("  "));
    }

    /** An exception may lack a message. {@code Messages.reasonOf} then names its class, where others print "null". */
    @Test
    void reasonsOfExceptionsComeFromMessages() throws IOException {
        Set<String> exempt = Set.of("Messages.java", "NamedFailure.java");
        assertEquals(
                List.of(),
                SourceTexts.usesOf("get(?:Localized)?Message").stream()
                        .filter(use -> !exempt.contains(use.file().getFileName().toString()))
                        .toList());
    }
}
