// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.util.Optional;

/**
 * Removes the directory {@code .wh..wh.plnk} of aufs from an image. Aufs stores a file with several names there (a
 * pseudo-link), and the names in the layer are hard links to it. So these files first go into the image, with the
 * entries of the layer. This source follows the layer and removes the directory with them; the content stays under the
 * names. Not thread-safe.
 */
final class AufsPseudoLinks implements TreeSource {

    private static final TreePath PATH = TreePath.ROOT.child(Symbol.of(".wh..wh.plnk"));

    private final Object stack;
    private boolean isInTree;

    /**
     * Creates a source that has nothing to remove yet.
     *
     * @param stack the same for all layers of the image
     */
    AufsPseudoLinks(Object stack) {
        this.stack = stack;
    }

    /**
     * Returns whether an entry is a file in the directory. Such a file must go into the image, so that the links to it
     * find it.
     */
    boolean holds(SourceEntry entry) {
        boolean holds = entry instanceof SourceEntry.File
                && entry.path().parent().filter(PATH::equals).isPresent();
        isInTree |= holds;
        return holds;
    }

    @Override
    public Optional<SourceEntry> next() {
        if (!isInTree) {
            return Optional.empty();
        }
        isInTree = false;
        return Optional.of(new SourceEntry.Whiteout(PATH));
    }

    @Override
    public Optional<Object> stack() {
        return Optional.of(stack);
    }
}
