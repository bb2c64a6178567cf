// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.SortedSet;
import java.util.TreeSet;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** Collects the files of the documentation to which a page has links. Not thread-safe. */
final class LinkedFiles extends AbstractVisitor {

    private final SortedSet<String> names = new TreeSet<>();

    private LinkedFiles() {}

    /** Returns the names of the linked pages that are in the directory of the page. */
    static SortedSet<String> in(Node page) {
        LinkedFiles visitor = new LinkedFiles();
        page.accept(visitor);
        return visitor.names;
    }

    @Override
    public void visit(Link link) {
        String file = link.getDestination().replaceFirst("#.*", "");
        if (file.endsWith(".md") && !file.contains("/")) {
            names.add(file);
        }
        visitChildren(link);
    }
}
