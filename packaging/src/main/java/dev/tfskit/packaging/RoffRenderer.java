// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.ThematicBreak;

/** Writes the blocks of a manual page: headings, paragraphs, lists, tables and verbatim text. Not thread-safe. */
final class RoffRenderer extends AbstractVisitor {

    private final String page;
    private final RoffWriter roff;
    /** Whether the next paragraph continues a list item, which has begun its own. */
    private boolean isInItem;

    /**
     * Creates a renderer.
     *
     * @param page the name of the page, for messages
     * @param roff takes the lines
     */
    RoffRenderer(String page, RoffWriter roff) {
        this.page = page;
        this.roff = roff;
    }

    @Override
    public void visit(Heading heading) {
        String text = RoffWriter.escape(PlainText.of(heading)).replace("\"", "\\(dq");
        roff.line(heading.getLevel() <= 2 ? ".SH \"" + text.toUpperCase(Locale.ROOT) + "\"" : ".SS \"" + text + "\"");
    }

    @Override
    public void visit(Paragraph paragraph) {
        if (!isInItem) {
            roff.paragraph();
        }
        isInItem = false;
        roff.text(InlineRoff.of(paragraph));
    }

    @Override
    public void visit(FencedCodeBlock block) {
        verbatim(block.getLiteral());
    }

    @Override
    public void visit(IndentedCodeBlock block) {
        verbatim(block.getLiteral());
    }

    private void verbatim(String text) {
        roff.paragraph();
        roff.verbatim(text);
    }

    @Override
    public void visit(BulletList list) {
        items(list, number -> "\\(bu 2");
    }

    @Override
    public void visit(OrderedList list) {
        items(list, number -> number + ". 4");
    }

    private interface Mark {
        String of(int number);
    }

    private void items(Node list, Mark mark) {
        boolean isNested = list.getParent() instanceof ListItem;
        if (isNested) {
            roff.line(".RS");
        }
        int number = 0;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            number++;
            roff.line(".IP " + mark.of(number));
            isInItem = true;
            for (Node block = item.getFirstChild(); block != null; block = block.getNext()) {
                if (!isInItem && block instanceof Paragraph) {
                    roff.line(".IP");
                    isInItem = true;
                }
                block.accept(this);
            }
        }
        isInItem = false;
        if (isNested) {
            roff.line(".RE");
        }
    }

    @Override
    public void visit(CustomBlock block) {
        if (!(block instanceof TableBlock table)) {
            throw unknown(block);
        }
        List<List<Node>> rows = new ArrayList<>();
        List<Node> head = new ArrayList<>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                if (part instanceof TableHead) {
                    head.addAll(cells(row));
                } else if (part instanceof TableBody) {
                    rows.add(cells(row));
                }
            }
        }
        if (head.size() == 2) {
            definitions(rows);
        } else {
            table(head, rows);
        }
    }

    private static List<Node> cells(Node row) {
        List<Node> cells = new ArrayList<>();
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
            cells.add(cell);
        }
        return cells;
    }

    /** A table of two columns reads best as a list of terms, as manual pages have their options. */
    private void definitions(List<List<Node>> rows) {
        for (List<Node> row : rows) {
            roff.line(".TP");
            roff.text(InlineRoff.of(row.get(0)));
            String meaning = InlineRoff.of(row.get(1));
            roff.text(meaning.isBlank() ? "\\&" : meaning);
        }
    }

    private void table(List<Node> head, List<List<Node>> rows) {
        roff.paragraph();
        // A narrow column has no other place to break a long word.
        roff.line(".hy");
        roff.line(".TS");
        // The last column takes what is left of the line, and wraps.
        roff.line("lB ".repeat(head.size()).strip());
        roff.line("l ".repeat(head.size() - 1) + "lx.");
        row(head);
        rows.forEach(this::row);
        roff.line(".TE");
        roff.line(".nh");
    }

    private void row(List<Node> cells) {
        for (int i = 0; i < cells.size(); i++) {
            roff.line(i == 0 ? "T{" : "T}\tT{");
            roff.text(InlineRoff.of(cells.get(i)));
        }
        roff.line("T}");
    }

    @Override
    public void visit(BlockQuote block) {
        throw unknown(block);
    }

    @Override
    public void visit(HtmlBlock block) {
        throw unknown(block);
    }

    @Override
    public void visit(ThematicBreak block) {
        throw unknown(block);
    }

    private IllegalArgumentException unknown(Node block) {
        return new IllegalArgumentException(
                page + ": a manual page cannot show " + block.getClass().getSimpleName() + "; write it in another way");
    }
}
