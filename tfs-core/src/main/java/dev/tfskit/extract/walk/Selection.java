// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the entries of a volume at and below given paths, and the directories on the way there. A directory comes
 * before its entries, and names come in the order of their bytes, whatever the order of the paths. Paths that do not
 * exist are reported. Not thread-safe.
 */
public final class Selection {

    private final Consumer<EntryProblem> problems;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable TreeWalk walk;

    private record Level(TreePath path, Directory directory, Iterator<Map.Entry<Symbol, Names>> names) {}

    /** A tree of the names in the wanted paths. */
    private static final class Names {
        private final Map<Symbol, Names> below = new TreeMap<>();
        private boolean wanted;
    }

    /**
     * An entry.
     *
     * @param visit the visit of the walk
     * @param wanted false for a directory that is only on the way
     */
    public record Selected(TreeWalk.Visit visit, boolean wanted) {

        /**
         * Returns the path of the entry.
         *
         * @return the path in the volume
         */
        public TreePath path() {
            return visit.path();
        }

        /**
         * Returns the inode of the entry.
         *
         * @return the inode
         * @throws TfsFormatException when the entry is damaged
         */
        public Inode inode() throws TfsFormatException {
            if (visit instanceof TreeWalk.Visit.Damaged damaged) {
                throw damaged.reason();
            }
            return ((TreeWalk.Visit.Entry) visit).inode();
        }
    }

    /**
     * Creates a selection of some paths and of all that is below them. When the root is among the paths, the selection
     * is everything but the root itself.
     *
     * @param volume the volume; it must stay open
     * @param paths the paths to select
     * @param problems receives each path that does not exist or leads through something that is not a directory;
     *     {@link #next} returns damaged entries
     */
    public Selection(Volume volume, List<TreePath> paths, Consumer<EntryProblem> problems) {
        this.problems = problems;
        Names root = new Names();
        for (TreePath path : paths) {
            Names at = root;
            for (Symbol name : path.names()) {
                at = at.below.computeIfAbsent(name, _ -> new Names());
            }
            at.wanted = true;
        }
        enter(TreePath.ROOT, volume.root(), root);
    }

    private void enter(TreePath path, Directory directory, Names names) {
        if (names.wanted) {
            walk = new TreeWalk(path, directory);
        } else {
            levels.push(new Level(path, directory, names.below.entrySet().iterator()));
        }
    }

    /**
     * Returns the next entry, each directory before its entries.
     *
     * @return the entry; empty at the end
     */
    public Optional<Selected> next() {
        if (walk != null && walk.hasNext()) {
            return Optional.of(new Selected(walk.next(), true));
        }
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.names.hasNext()) {
                levels.pop();
                continue;
            }
            Map.Entry<Symbol, Names> name = level.names.next();
            Optional<Selected> found = find(level, level.path.child(name.getKey()), name.getValue());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Selected> find(Level level, TreePath path, Names names) {
        try {
            Optional<Inode> inode = level.directory.find(path.name());
            if (inode.isEmpty()) {
                problems.accept(new EntryProblem(path, "there is no such entry in the volume; name one that is there"));
                return Optional.empty();
            }
            if (inode.get() instanceof Directory directory) {
                enter(path, directory, names);
            } else if (!names.wanted) {
                problems.accept(new EntryProblem(path, "is not a directory, so there is nothing below it"));
                return Optional.empty();
            }
            return Optional.of(new Selected(new TreeWalk.Visit.Entry(path, inode.get()), names.wanted));
        } catch (TfsFormatException damage) {
            return Optional.of(new Selected(new TreeWalk.Visit.Damaged(path, damage), names.wanted));
        }
    }
}
