// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A tree of a few entries that were added one by one. Adding an entry also adds the directories on the way to it. */
public final class ListedTree implements SourceTree {

    private final TreeMap<TreePath, Found> entries = new TreeMap<>();

    /** Creates a tree that holds the root only. */
    public ListedTree() {
        addDirectories(TreePath.ROOT);
    }

    /**
     * Adds an entry. It replaces an entry at the same path.
     *
     * @param found the entry
     */
    public void add(Found found) {
        found.entry().path().parent().ifPresent(this::addDirectories);
        entries.put(found.entry().path(), found);
    }

    private void addDirectories(TreePath path) {
        // Above an entry that is known, all directories are known.
        for (Optional<TreePath> at = Optional.of(path);
                at.isPresent() && !entries.containsKey(at.get());
                at = at.get().parent()) {
            entries.put(at.get(), Found.directory(at.get()));
        }
    }

    @Override
    public Optional<Found> find(TreePath path) {
        return Optional.ofNullable(entries.get(path));
    }

    @Override
    public List<Symbol> names(TreePath directory) {
        List<Symbol> names = new ArrayList<>();
        for (TreePath path : entries.keySet()) {
            if (path.parent().filter(directory::equals).isPresent()) {
                names.add(path.name());
            }
        }
        return names;
    }
}
