// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a tree that are selected, each with the directories above it. Selecting a path also selects the links
 * on it, so that it leads to the same file in the image. Not thread-safe.
 */
final class SelectedEntries {

    private final TreeView view;
    private final Map<TreePath, Selected> selected = new TreeMap<>();

    /**
     * A selected entry.
     *
     * @param found the entry
     * @param reason why it is selected; null for a directory that is only needed for its entries
     */
    record Selected(SourceTree.Found found, @Nullable Reason reason) {}

    SelectedEntries(TreeView view) {
        this.view = view;
    }

    /**
     * Selects the entry that a path leads to, and the links on the path. The entries of a directory are not selected.
     *
     * @return the entry; empty if there is none
     */
    Optional<TreeView.Located> add(ByteString path, Reason reason) throws IOException {
        Optional<TreeView.Located> located = view.find(path);
        if (located.isPresent()) {
            addLinks(located.get(), reason);
            put(located.get().found(), reason);
        }
        return located;
    }

    /** Selects the directory to which a path leads, and the links on the path. What the tree lacks of it is made. */
    void addDirectory(ByteString path, Reason reason) throws IOException {
        TreeView.Located directory = view.place(path);
        addLinks(directory, reason);
        put(directory.found(), reason);
    }

    /**
     * Selects an entry that is not in the tree, in place of the entry of the tree, and the links on the way to it.
     *
     * @param made makes the entry for its path without these links
     */
    void addMade(ByteString path, Function<TreePath, SourceEntry> made, Reason reason) throws IOException {
        TreeView.Located directory = view.place(SearchPath.parent(path));
        addLinks(directory, reason);
        Symbol name = Symbol.copyOf(SearchPath.lastName(path).toByteArray());
        put(made.apply(directory.path().child(name)), reason);
    }

    private void addLinks(TreeView.Located located, Reason reason) throws IOException {
        for (TreePath link : located.links()) {
            put(view.entry(link).orElseThrow(), reason);
        }
    }

    /** Selects everything below a directory; links below it are not followed. Returns the files. */
    List<TreeView.Located> addBelow(TreePath directory, Reason reason) throws IOException {
        List<TreeView.Located> files = new ArrayList<>();
        Deque<TreePath> ahead = new ArrayDeque<>(List.of(directory));
        while (!ahead.isEmpty()) {
            TreePath parent = ahead.pop();
            for (Symbol name : view.names(parent)) {
                TreePath path = parent.child(name);
                Optional<SourceTree.Found> found = view.entry(path);
                if (found.isEmpty()) {
                    continue;
                }
                put(found.get(), reason);
                switch (found.get().entry()) {
                    case SourceEntry.Directory _ -> ahead.push(path);
                    case SourceEntry.File _ -> files.add(new TreeView.Located(path, found.get(), List.of()));
                    default -> {}
                }
            }
        }
        return files;
    }

    /** Selects an entry; no link may be on the way to it. */
    void put(SourceEntry entry, Reason reason) throws IOException {
        put(new SourceTree.Found(entry, entry.path()), reason);
    }

    private void put(SourceTree.Found found, Reason reason) throws IOException {
        TreePath path = found.entry().path();
        Selected before = selected.get(path);
        if (before == null || before.reason == null) {
            selected.put(path, new Selected(found, reason));
        }
        for (Optional<TreePath> at = path.parent();
                at.isPresent() && !at.get().isRoot();
                at = at.get().parent()) {
            if (selected.containsKey(at.get())) {
                break;
            }
            TreePath parent = at.get();
            SourceTree.Found directory = view.entry(parent)
                    .filter(known -> known.entry() instanceof SourceEntry.Directory)
                    .orElseGet(() -> SourceTree.Found.directory(parent));
            selected.put(parent, new Selected(directory, null));
        }
    }

    /** Removes entries with everything below them, and the directories that become empty. */
    void remove(Predicate<TreePath> unwanted) {
        // The map has a directory right before all that is below it.
        Optional<TreePath> removed = Optional.empty();
        for (Iterator<TreePath> paths = selected.keySet().iterator(); paths.hasNext(); ) {
            TreePath path = paths.next();
            boolean isBelow =
                    removed.filter(directory -> isAtOrBelow(path, directory)).isPresent();
            if (isBelow || unwanted.test(path)) {
                removed = isBelow ? removed : Optional.of(path);
                paths.remove();
            }
        }
        if (removed.isPresent()) {
            removeEmptyParents();
        }
    }

    /** Removes directories that were not requested and hold nothing, from the deepest up. */
    private void removeEmptyParents() {
        Map<TreePath, Integer> children = new HashMap<>();
        selected.keySet().forEach(path -> path.parent().ifPresent(parent -> children.merge(parent, 1, Integer::sum)));
        List<TreePath> paths = new ArrayList<>(selected.keySet());
        for (TreePath path : paths.reversed()) {
            Selected entry = selected.get(path);
            if (entry != null && entry.reason == null && children.getOrDefault(path, 0) == 0) {
                selected.remove(path);
                path.parent().ifPresent(parent -> children.merge(parent, -1, Integer::sum));
            }
        }
    }

    private static boolean isAtOrBelow(TreePath path, TreePath directory) {
        for (Optional<TreePath> at = Optional.of(path);
                at.isPresent();
                at = at.get().parent()) {
            if (at.get().equals(directory)) {
                return true;
            }
            if (at.get().depth() <= directory.depth()) {
                return false;
            }
        }
        return false;
    }

    /** Returns the selected entries in the order of their paths. */
    List<Selected> entries() {
        return List.copyOf(selected.values());
    }

    /** Returns the entries in the order of an image; a second name of a file is a hard link. */
    Iterator<SourceEntry> iterator() {
        Map<Object, TreePath> firstNames = new HashMap<>();
        return selected.values().stream()
                .map(entry -> {
                    SourceEntry found = entry.found.entry();
                    if (found instanceof SourceEntry.Directory) {
                        return found;
                    }
                    TreePath first = firstNames.putIfAbsent(entry.found.identity(), found.path());
                    return first == null ? found : new SourceEntry.HardLink(found.path(), first);
                })
                .iterator();
    }
}
