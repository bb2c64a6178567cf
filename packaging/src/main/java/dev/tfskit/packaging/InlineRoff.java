// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.nio.file.Path;
import java.util.Locale;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/** Writes the text of one paragraph or table cell of a manual page, with its fonts. Not thread-safe. */
final class InlineRoff extends AbstractVisitor {

    private final StringBuilder text = new StringBuilder();

    private InlineRoff() {}

    /** Returns the text of all below a node, with line ends where the page has them. */
    static String of(Node node) {
        InlineRoff visitor = new InlineRoff();
        visitor.visitChildren(node);
        return visitor.text.toString();
    }

    @Override
    public void visit(Text node) {
        text.append(node.getLiteral().replace("\\", "\\e"));
    }

    @Override
    public void visit(Code node) {
        font('B', RoffWriter.escape(node.getLiteral()));
    }

    @Override
    public void visit(Emphasis node) {
        font('I', of(node));
    }

    @Override
    public void visit(StrongEmphasis node) {
        font('B', of(node));
    }

    private void font(char font, String content) {
        text.append("\\f").append(font).append(content).append("\\fR");
    }

    /**
     * Writes the text of a link, and its target in parentheses: the name of a manual page, the title of a section of
     * this page in capitals, or an address on the Internet. A name or title stands alone when the text is the same, and
     * a text such as {@code section 2} when it leads to that section. Of other links only the text stays:
     * {@link LinkedFiles} collects their pages for the end.
     */
    @Override
    public void visit(Link node) {
        String page = node.getDestination().replaceFirst("#.*", "");
        String reference = page.isEmpty() || page.contains(":")
                ? null
                : ManualPage.REFERENCES.get(Path.of(page).getFileName().toString());
        String label = of(node);
        if (page.isEmpty()) {
            visitReferenceInPage(node, label);
        } else if (page.contains("://")) {
            text.append(label).append(" (").append(RoffWriter.escape(page)).append(')');
        } else if (reference == null) {
            text.append(label);
        } else if (label.replace("\\-", "-").equals(page) || reference.startsWith(label.replace("\\-", "-") + "(")) {
            font('B', RoffWriter.escape(reference));
        } else {
            text.append(label).append(" (");
            font('B', RoffWriter.escape(reference));
            text.append(')');
        }
    }

    private void visitReferenceInPage(Link node, String label) {
        String title = SectionTitles.titleOf(node, node.getDestination().substring(1));
        String section = RoffWriter.escape(title.toUpperCase(Locale.ROOT));
        if (label.equalsIgnoreCase(title)) {
            text.append(section);
        } else if (label.startsWith("section ")) {
            // Its number names it.
            text.append(label);
        } else {
            text.append(label).append(" (").append(section).append(')');
        }
    }

    @Override
    public void visit(SoftLineBreak node) {
        text.append('\n');
    }

    @Override
    public void visit(HardLineBreak node) {
        text.append("\n.br\n");
    }
}
