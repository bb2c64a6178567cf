// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages that the pages of the documentation become. */
class ManualPageTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^\\.RS 4\n\\.nf\n(.*?)^\\.fi$");

    private static String roff(String name, int section, String markdown) {
        return new ManualPage(name, section, "1.0", "2026-01-01", markdown).roff();
    }

    private static List<String> sections(String roff) {
        return roff.lines()
                .filter(line -> line.startsWith(".SH "))
                .map(line -> line.substring(4).replace("\"", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump", "tfs-fuse"})
    void pageOfToolHasUsualSections(String tool) throws IOException {
        List<String> sections = sections(roff(tool, 1, Files.readString(DOCS.resolve(tool + ".md"))));
        assertEquals(List.of("NAME", "SYNOPSIS", "DESCRIPTION"), sections.subList(0, 3));
        assertTrue(
                sections.containsAll(List.of("OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES")), sections::toString);
        assertEquals("SEE ALSO", sections.getLast());
    }

    @Test
    void listsOtherPagesAtTheEnd() throws IOException {
        for (Map.Entry<String, String> each : ManualPage.REFERENCES.entrySet()) {
            String reference = each.getValue();
            String name = reference.replaceFirst("\\(.*", "");
            int section = Character.digit(reference.charAt(reference.length() - 2), 10);
            String page = roff(name, section, Files.readString(DOCS.resolve(each.getKey())));
            String end =
                    page.substring(page.indexOf("SEE ALSO")).replace("\\-", "-").replaceAll("\\\\f[BR]", "");
            for (String other : ManualPage.REFERENCES.values()) {
                assertEquals(!other.equals(reference), end.lines().anyMatch(line -> line.startsWith(other)), end);
            }
        }
    }

    @Test
    void examplesFitATerminal() throws IOException {
        // 11 blanks stand before the line: 7 of the manual page, and 4 of the example in it.
        int longest = 80 - 11;
        for (String page : ManualPage.REFERENCES.keySet()) {
            EXAMPLE.matcher(roff("x", 1, Files.readString(DOCS.resolve(page))))
                    .results()
                    .flatMap(block -> block.group(1).lines())
                    .map(line ->
                            line.replaceFirst("^\\\\&", "").replace("\\-", "-").replace("\\e", "\\"))
                    .forEach(line -> assertTrue(line.length() <= longest, () -> page + ": " + line));
        }
    }

    @Test
    void namesPagesThatAreNoManualPagesWithTheirPlace() {
        String page = roff("x", 1, "# x: does y\n\nSee [json.md](json.md#a) and [tfs-dump](tfs-dump.md).\n");
        assertTrue(page.endsWith("In share/doc/tfs\\-toolkit/docs of the installation: json.md.\n"), page);
    }

    @Test
    void showsAddressesOfLinks() {
        String page = roff("x", 1, "# x: does y\n\nA [release](https://example.org/r-1).\n");
        assertTrue(page.contains("A release (https://example.org/r\\-1)."), page);
    }

    @Test
    void showsNameOfCommandInBold() {
        String page = roff("x", 1, "# x: does y\n\n    x [OPTION]... FILE\n\nText.\n");
        assertTrue(page.contains(".SH SYNOPSIS\n.nf\n\\fBx\\fR [OPTION]... FILE\n.fi\n.SH DESCRIPTION\n"), page);
    }

    @Test
    void namesSectionsOfThePageInCapitals() {
        String page = roff(
                "x",
                1,
                "# x: does y\n\nSee [the log](#the-log), as [below](#what-a-b-has).\n\n"
                        + "## The log\n\n### What `a b` has\n");
        assertTrue(page.contains("See THE LOG, as below (WHAT A B HAS)."), page);
        assertThrows(IllegalArgumentException.class, () -> roff("x", 1, "# x: does y\n\nSee [z](#z).\n"));
    }

    @Test
    void hyphenatesInTablesOnly() {
        String page = roff(
                "x",
                1,
                "# x: does y\n\nGive `--long-option`.\n\n| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n\nAnd more.\n");
        assertTrue(
                page.lines()
                        .filter(line -> line.matches("\\.(nh|hy|TS|TE)"))
                        .toList()
                        .equals(List.of(".nh", ".hy", ".TS", ".TE", ".nh")),
                page);
    }
}
