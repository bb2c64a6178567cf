// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.CachedTree;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tree as programs see it: paths lead through symbolic links. The view caches what it finds. Not thread-safe. */
final class TreeView {

    private static final Set<String> OF_KERNEL = Set.of("/dev", "/proc", "/sys");

    /** A root tree of a distribution has about so many entries down to its fifth level. */
    private static final int MOST_SEARCHED = 50_000;

    /**
     * The most names that the paths of all lookups may have together. Looking up all files of the packages of a large
     * system needs a tenth of them. A tree can have a program that needs any number of libraries in any number of
     * directories, behind links through any number of names.
     */
    private static final long MOST_NAMES = 500_000_000;

    private final SourceTree tree;
    private final SourceTree known;
    private long names;

    /**
     * The entry that a path leads to.
     *
     * @param path the path of the entry, without links
     * @param found the entry, which is not a link
     * @param links the links on the way, in order
     */
    record Located(TreePath path, SourceTree.Found found, List<TreePath> links) {

        boolean isDirectory() {
            return found.entry() instanceof SourceEntry.Directory;
        }
    }

    TreeView(SourceTree tree) {
        this.tree = tree;
        this.known = new CachedTree(tree);
    }

    /** Returns the path that a text spells; {@code ..} removes the name before it, even if that is a link. */
    static TreePath path(ByteString text) {
        TreePath at = TreePath.ROOT;
        for (Symbol name : PathWalk.split(text)) {
            if (name.equals(Attributes.PARENT)) {
                at = at.parent().orElse(TreePath.ROOT);
            } else if (!name.equals(Attributes.SELF)) {
                at = at.child(name);
            }
        }
        return at;
    }

    /** Returns the entry at a path without links. */
    Optional<SourceTree.Found> entry(TreePath path) throws IOException {
        return known.find(path);
    }

    /** Returns the names in a directory. */
    List<Symbol> names(TreePath directory) throws IOException {
        return tree.names(directory);
    }

    /**
     * Follows a path and all links on it.
     *
     * @param path a path from the root, with or without a slash before it
     * @return the entry; empty if there is none, or the path is longer than the kernel takes
     * @throws LookupLimitException when the paths that were looked up lead through too many names
     * @throws IOException when the tree cannot be read
     */
    Optional<Located> find(ByteString path) throws IOException {
        if (path.length() > Limits.PATH_BYTES) {
            return Optional.empty();
        }
        return located(new SourcePathWalk(at -> counted(at, path)), path);
    }

    /**
     * Finds where a directory is, or is to be made: what is missing on the path counts as a directory. All links on the
     * path are followed.
     *
     * @param path a path from the root, with or without a slash before it
     * @return the directory; the path as it is spelled when something on it is neither a directory nor a link to one
     * @throws LookupLimitException when the paths that were looked up lead through too many names
     * @throws IOException when the tree cannot be read
     */
    Located place(ByteString path) throws IOException {
        Optional<Located> located = located(SourcePathWalk.throughMissing(at -> counted(at, path)), path);
        TreePath spelled = path(path);
        return located.filter(Located::isDirectory)
                .orElseGet(() -> new Located(spelled, SourceTree.Found.directory(spelled), List.of()));
    }

    private static Optional<Located> located(SourcePathWalk walk, ByteString path) throws IOException {
        return walk.along(path).map(found -> new Located(found.entry().path(), found, walk.links()));
    }

    /** Looks up an entry on a path. */
    private Optional<SourceTree.Found> counted(TreePath at, ByteString path) throws IOException {
        count(at.depth() + 1, path);
        return entry(at);
    }

    /** Returns the entry at the end of a path, which may be a link; only links on the way are followed. */
    Optional<SourceTree.Found> lastOf(ByteString path) throws IOException {
        TreePath named = path(path);
        Optional<TreePath> parent = named.parent();
        Optional<Located> directory = parent.isPresent() ? find(parent.get().toText()) : Optional.empty();
        return directory.isPresent() ? entry(directory.get().path().child(named.name())) : Optional.empty();
    }

    private void count(int depth, ByteString path) throws LookupLimitException {
        names += depth;
        if (names > MOST_NAMES) {
            throw new LookupLimitException(
                    path.quoted(),
                    "is not looked up, because the paths before it lead through more than " + MOST_NAMES
                            + " names; let the program need fewer libraries, or name fewer directories");
        }
    }

    /**
     * Searches the tree, for a hint, for a name that leads to a file. The search takes directories near to the root
     * first, and ends after {@value #MOST_SEARCHED} entries, because the tree can be all disks of a host. It skips
     * directories that cannot be read, and those in which a running system shows its state.
     *
     * @param name the name
     * @return the path that was found first; empty if there was none
     */
    Optional<TreePath> nearest(Symbol name) {
        Deque<TreePath> directories = new ArrayDeque<>(List.of(TreePath.ROOT));
        int searched = 0;
        while (!directories.isEmpty()) {
            TreePath directory = directories.remove();
            for (Symbol child : readableNames(directory)) {
                if (searched++ == MOST_SEARCHED) {
                    return Optional.empty();
                }
                TreePath path = directory.child(child);
                Optional<SourceEntry> entry = readable(path);
                boolean isDirectory = entry.isPresent() && entry.get() instanceof SourceEntry.Directory;
                if (isDirectory && !OF_KERNEL.contains(path.toString())) {
                    directories.add(path);
                } else if (!isDirectory && child.equals(name) && leadsToFile(path)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    private boolean leadsToFile(TreePath path) {
        try {
            return find(path.toText())
                    .filter(located -> located.found().entry() instanceof SourceEntry.File)
                    .isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private List<Symbol> readableNames(TreePath directory) {
        try {
            return tree.names(directory);
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private Optional<SourceEntry> readable(TreePath path) {
        try {
            return tree.find(path).map(SourceTree.Found::entry);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
