// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.extract.walk.EntryErrorPolicy;
import dev.tfskit.extract.walk.UnreadableException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.TreeWalk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Walks over entries of a tree and those below them. A directory comes before its entries. A damaged entry is reported,
 * and the walk goes on. Not thread-safe.
 */
final class EntryWalk {

    private final List<PathLookup.Found> starts;
    private final int depth;
    private final DamageReport damages;

    /**
     * Creates a walk.
     *
     * @param starts the entries at which it begins, one after the other
     * @param depth the number of levels below each start that it enters
     * @param damages receives each damaged entry
     */
    EntryWalk(List<PathLookup.Found> starts, int depth, DamageReport damages) {
        this.starts = starts;
        this.depth = depth;
        this.damages = damages;
    }

    /** Visits entries of the tree. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Visits an entry.
         *
         * @param path the path
         * @param inode the inode
         * @param position the position of the walk
         * @throws TfsFormatException when the entry is damaged; the walk reports it and goes on
         * @throws UnreadableException when the host cannot read the entry; the walk reports it and goes on
         * @throws IOException when the walk must end
         */
        void visit(TreePath path, Inode inode, Position position) throws IOException;
    }

    /**
     * The position of a walk.
     *
     * @param depth the number of levels below the start of the walk
     * @param isLast whether it is the last entry of its directory
     */
    record Position(int depth, boolean isLast) {}

    /** Visits all entries. */
    void visit(Visitor visitor) throws IOException {
        for (PathLookup.Found start : starts) {
            visit(visitor, start.path(), start.inode(), new Position(0, true));
            if (start.inode() instanceof Directory directory && depth > 0) {
                visit(visitor, new TreeWalk(start.path(), directory));
            }
        }
    }

    /**
     * Visits in the same way, for paths that other programs are to use. An entry whose name no path can hold is
     * reported as damage. It is not visited, and nor is anything below it.
     */
    void visitPossiblePaths(Visitor visitor) throws IOException {
        EntryErrorPolicy policy = new EntryErrorPolicy(
                problem -> damages.add(problem.path(), problem.text()),
                failure -> failure instanceof NameNotAllowedException name
                        ? Optional.of(name.getReason())
                        : Optional.empty());
        visit((path, inode, position) -> policy.attempt(path, () -> {
            // A path of the command line has names above the start, which no visit has checked.
            for (Symbol name : position.depth() == 0 ? path.names() : List.of(path.name())) {
                Directory.checkName(name);
            }
            visitor.visit(path, inode, position);
        }));
    }

    private void visit(Visitor visitor, TreeWalk walk) throws IOException {
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            if (walk.depth() > depth) {
                continue;
            }
            if (visit instanceof TreeWalk.Visit.Entry entry) {
                visit(visitor, entry.path(), entry.inode(), new Position(walk.depth(), walk.isLast()));
            } else if (visit instanceof TreeWalk.Visit.Damaged damaged) {
                damages.add(damaged.path(), Messages.reasonOf(damaged.reason()));
            }
        }
    }

    private void visit(Visitor visitor, TreePath path, Inode inode, Position position) throws IOException {
        try {
            visitor.visit(path, inode, position);
        } catch (TfsFormatException | UnreadableException problem) {
            damages.add(path, Messages.reasonOf(problem));
        }
    }
}
