// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.Locale;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** Finds the sections of a page to which its own links lead. */
final class SectionTitles {

    private SectionTitles() {}

    /**
     * Returns the title of a section.
     *
     * @param node a node of the page
     * @param anchor the name that GitHub gives to the section
     * @throws IllegalArgumentException when the page has no such section
     */
    static String titleOf(Node node, String anchor) {
        Node page = node;
        while (page.getParent() != null) {
            page = page.getParent();
        }
        for (Node block = page.getFirstChild(); block != null; block = block.getNext()) {
            if (block instanceof Heading heading
                    && anchor(PlainText.of(heading)).equals(anchor)) {
                return PlainText.of(heading);
            }
        }
        throw new IllegalArgumentException("the page has no section #" + anchor);
    }

    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
