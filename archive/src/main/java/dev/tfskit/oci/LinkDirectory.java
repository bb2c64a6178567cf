// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.util.Optional;

/**
 * The directory in which aufs kept files with several names: in a layer that aufs made, a file stands there, and its
 * names are hard links to it. As a source that follows its layer, it removes the directory, which the image must not
 * show. Not thread-safe.
 */
final class LinkDirectory implements TreeSource {

    private static final TreePath PATH = TreePath.ROOT.child(Symbol.of(".wh..wh.plnk"));

    private boolean isInTree;

    /** Returns whether an entry is a file in the directory; it goes in, so that the links to it find it. */
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
}
