package dev.tfskit.dump;

import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.OutputException;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreePath;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;

/** Prints a tree, a line an entry, the way the C tool does; names in the order of their bytes. */
final class TreePrinter {

    private static final String LEVEL = "|   ";
    /** Deeper entries are not indented any further, or a hostile image of a few megabytes would print terabytes of bars. */
    private static final int MAX_LEVELS = 1024;
    private static final String DIRECTORY = "\u001b[94m";
    private static final String LINK = "\u001b[96m";
    private static final String OTHER = "\u001b[97m";
    private static final String PLAIN = "\u001b[0m";

    private final StandardOutput output;
    private final boolean coloured;
    private final Damages damages;

    TreePrinter(final StandardOutput output, final boolean coloured, final Damages damages) {
        this.output = output;
        this.coloured = coloured;
        this.damages = damages;
    }

    void print(final Volume volume) throws OutputException {
        line(TreePath.ROOT, volume.root(), 0);
        final TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            final TreeWalk.Visit visit = walk.next();
            if (visit instanceof TreeWalk.Visit.Entry entry) {
                line(entry.path(), entry.inode(), walk.depth());
            } else if (visit instanceof TreeWalk.Visit.Damaged damaged) {
                damages.add(damaged.path(), damaged.reason().getMessage());
            }
        }
    }

    private void line(final TreePath path, final Inode inode, final int depth) throws OutputException {
        final String name = path.name().quoted();
        final StringBuilder line = new StringBuilder();
        for (int i = Math.min(depth, MAX_LEVELS); i > 0; i--) {
            line.append(LEVEL);
        }
        if (coloured) {
            line.append(colour(inode)).append(name).append(PLAIN);
        } else {
            line.append(name);
        }
        if (inode instanceof SymbolicLink link) {
            line.append(" -> ").append(target(path, link));
        }
        output.println(line);
    }

    private String target(final TreePath path, final SymbolicLink link) {
        try {
            return link.target().quoted();
        } catch (TfsFormatException damage) {
            damages.add(path, damage.getMessage());
            return "?";
        }
    }

    private static String colour(final Inode inode) {
        if (inode instanceof Directory) {
            return DIRECTORY;
        }
        return inode instanceof SymbolicLink ? LINK : OTHER;
    }
}
