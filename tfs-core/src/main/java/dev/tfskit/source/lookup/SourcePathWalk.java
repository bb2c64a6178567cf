// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows a path through a tree as a program in the tree would: through symbolic links, and never out of the tree. One
 * instance is for one path. Not thread-safe.
 */
public final class SourcePathWalk {

    /** A path has a slash and at least one byte for each name. */
    private static final int MOST_NAMES = Limits.PATH_BYTES / 2;

    private final IoFunction<TreePath, Optional<SourceTree.Found>> tree;
    private final List<TreePath> links = new ArrayList<>();
    private Optional<TreePath> lastLink = Optional.empty();

    /**
     * Creates a walk.
     *
     * @param tree looks up an entry, as {@link SourceTree#find} does
     */
    public SourcePathWalk(IoFunction<TreePath, Optional<SourceTree.Found>> tree) {
        this.tree = tree;
    }

    /**
     * Creates a walk on which each entry that is missing counts as a directory. So it finds where a path leads once the
     * directories on it are made. It finds nothing at a path with more names than fit into {@link Limits#PATH_BYTES},
     * nor behind a link whose target is longer than {@link Limits#TARGET_BYTES}: otherwise links could lead it through
     * any number of names, none of which is in the tree.
     *
     * @param tree looks up an entry, as {@link SourceTree#find} does
     * @return the walk
     */
    public static SourcePathWalk throughMissing(IoFunction<TreePath, Optional<SourceTree.Found>> tree) {
        return new SourcePathWalk(path -> {
            if (path.depth() > MOST_NAMES) {
                return Optional.empty();
            }
            Optional<SourceTree.Found> found = tree.apply(path);
            return found.isPresent()
                    ? found.filter(each -> !isLongLink(each.entry()))
                    : Optional.of(SourceTree.Found.directory(path));
        });
    }

    private static boolean isLongLink(SourceEntry entry) {
        return entry instanceof SourceEntry.Link link && link.target().length() > Limits.TARGET_BYTES;
    }

    /**
     * Follows a path and all links on it.
     *
     * @param path a path from the root, with or without a slash before it
     * @return the entry, which is not a link; empty when the path leads nowhere
     * @throws IOException when the tree cannot be read
     */
    public Optional<SourceTree.Found> along(ByteString path) throws IOException {
        PathWalk.End<TreePath> end = new PathWalk<>(TreePath.ROOT, new Nodes()).along(path);
        return end instanceof PathWalk.End.Arrived<TreePath>(TreePath at, int _) ? tree.apply(at) : Optional.empty();
    }

    /**
     * Follows a path to a directory. When it leads to no directory, the walk counts as one that has followed no links.
     *
     * @param path the path, which may end with a link
     * @return the path of the directory without links; the same path when it leads to no directory
     * @throws IOException when the tree cannot be read
     */
    public TreePath toDirectory(TreePath path) throws IOException {
        Optional<TreePath> directory = along(path.toText())
                .map(SourceTree.Found::entry)
                .filter(SourceEntry.Directory.class::isInstance)
                .map(SourceEntry::path);
        if (directory.isEmpty()) {
            links.clear();
            lastLink = Optional.empty();
        }
        return directory.orElse(path);
    }

    /**
     * Returns the links that the walk has followed.
     *
     * @return their paths, in the order of the walk
     */
    public List<TreePath> links() {
        return List.copyOf(links);
    }

    /**
     * Returns the link with which the path ended.
     *
     * @return its path; empty when the path ended with no link
     */
    public Optional<TreePath> lastLink() {
        return lastLink;
    }

    private final class Nodes implements PathWalk.Nodes<TreePath, IOException> {

        @Override
        public void enter(TreePath node) {
            // child() finds nothing in a node that is not a directory.
        }

        @Override
        public Optional<TreePath> child(TreePath node, Symbol name) throws IOException {
            if (entry(node).filter(SourceEntry.Directory.class::isInstance).isEmpty()) {
                return Optional.empty();
            }
            TreePath child = node.child(name);
            // A tree may keep its entries. Their paths share parents, and so are compared fast at any depth.
            return entry(child).map(SourceEntry::path).map(path -> path.equals(child) ? path : child);
        }

        @Override
        public Optional<Text> linkTarget(TreePath node, boolean isLast) throws IOException {
            Optional<SourceEntry> entry = entry(node);
            if (entry.isPresent() && entry.get() instanceof SourceEntry.Link link) {
                links.add(node);
                if (isLast && lastLink.isEmpty()) {
                    lastLink = Optional.of(node);
                }
                return Optional.of(link.target());
            }
            return Optional.empty();
        }

        private Optional<SourceEntry> entry(TreePath path) throws IOException {
            return tree.apply(path).map(SourceTree.Found::entry);
        }
    }
}
