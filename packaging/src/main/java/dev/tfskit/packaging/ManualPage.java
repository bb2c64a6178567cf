// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/**
 * A page of the documentation as a manual page, in the macros of man(7) and tbl(1).
 *
 * <p>The title of the page is the name and what it does, as in {@code tfs-mkfs: make an image}. An indented block
 * behind it is the synopsis.
 *
 * @param name the name of the manual page, such as {@code tfs-mkfs}
 * @param section the section of the manual, from 1 to 8
 * @param version the version of the toolkit
 * @param date the date of that version, as {@code YYYY-MM-DD}
 * @param markdown the page of the documentation
 */
record ManualPage(String name, int section, String version, String date, String markdown) {

    private static final List<TablesExtension> EXTENSIONS = List.of((TablesExtension) TablesExtension.create());

    /** Pages of the documentation that are manual pages, by the name of their file. */
    static final Map<String, String> REFERENCES = Map.of(
            "tfs-mkfs.md", "tfs-mkfs(1)",
            "tfs-dump.md", "tfs-dump(1)",
            "tfs-fuse.md", "tfs-fuse(1)",
            "mount.fuse.tfs.md", "mount.fuse.tfs(8)",
            "format.md", "tfs(5)");

    /**
     * Returns the manual page.
     *
     * @throws IllegalArgumentException when the page begins with no title, or holds what a manual page cannot show
     */
    String roff() {
        Node document = Parser.builder().extensions(EXTENSIONS).build().parse(markdown);
        if (!(document.getFirstChild() instanceof Heading title) || title.getLevel() != 1) {
            throw new IllegalArgumentException(name + ": the page begins with no title");
        }
        RoffWriter roff = new RoffWriter();
        // Tells man that the page needs tbl.
        roff.line("'\\\" t");
        roff.line(".TH \"%s\" %d \"%s\" \"TFS toolkit %s\" \"TFS toolkit\""
                .formatted(name.toUpperCase(Locale.ROOT), section, date, version));
        // A hyphen within an option would be taken for a part of it, and long names would stretch the blanks.
        roff.line(".nh");
        roff.line(".ad l");
        // On a terminal there are no pages. Without this, groff warns of each long row of a table at the end of one.
        roff.line(".if n .pl 30000v");
        roff.line(".SH NAME");
        roff.line(name + " \\- " + RoffWriter.escape(purpose(title)));
        Node rest = synopsis(title.getNext(), roff).orElse(title.getNext());
        roff.line(".SH DESCRIPTION");
        RoffRenderer renderer = new RoffRenderer(name, roff);
        for (Node each = rest; each != null; each = each.getNext()) {
            each.accept(renderer);
        }
        seeAlso(document, roff);
        return roff.text();
    }

    private static String purpose(Heading title) {
        String text = PlainText.of(title);
        return text.substring(text.indexOf(':') + 1).strip();
    }

    /** Writes the synopsis, if the page has one, and returns what follows it. */
    private static Optional<Node> synopsis(Node first, RoffWriter roff) {
        if (!(first instanceof IndentedCodeBlock block)) {
            return Optional.empty();
        }
        roff.line(".SH SYNOPSIS");
        roff.line(".nf");
        for (String line : block.getLiteral().strip().split("\n")) {
            int end = line.indexOf(' ');
            roff.line("\\fB" + RoffWriter.escape(line.substring(0, end)) + "\\fR"
                    + RoffWriter.escape(line.substring(end)));
        }
        roff.line(".fi");
        return Optional.of(block.getNext());
    }

    /** Writes the names of the other manual pages, and where the pages are that the text names by their files. */
    private void seeAlso(Node document, RoffWriter roff) {
        roff.line(".SH \"SEE ALSO\"");
        roff.text(REFERENCES.values().stream()
                .filter(reference -> !reference.equals(name + "(" + section + ")"))
                .sorted(Comparator.comparing((String reference) -> reference.replaceFirst(".*\\(", ""))
                        .thenComparing(Comparator.naturalOrder()))
                .map(reference -> "\\fB" + RoffWriter.escape(reference).replace("(", "\\fR("))
                .collect(Collectors.joining(",\n")));
        SortedSet<String> files = LinkedFiles.in(document);
        files.removeAll(REFERENCES.keySet());
        if (!files.isEmpty()) {
            roff.paragraph();
            roff.text("In share/doc/tfs\\-toolkit/docs of the installation: "
                    + files.stream().map(RoffWriter::escape).collect(Collectors.joining(", ")) + ".");
        }
    }
}
