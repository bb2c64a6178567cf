// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.StandardOutput;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.util.BitSet;

/**
 * Prints the tree for people: branches as {@code tree} draws them, rounded sizes, and the number of entries at the end.
 * One instance prints one tree.
 */
final class TreeDrawing {

    // The first eight colours are those of the theme of the terminal, so they can be read on light and on dark ones.
    private static final String DIRECTORY = "\u001b[1;34m";
    private static final String PROGRAM = "\u001b[32m";
    private static final String LINK = "\u001b[36m";
    private static final String SOCKET = "\u001b[35m";
    private static final String SPECIAL = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private static final int EXECUTABLE_BITS = 0111;

    private final StandardOutput output;
    private final boolean styled;
    private final StringBuilder branches = new StringBuilder();
    /** The levels above the current entry on which a further entry follows. */
    private final BitSet open = new BitSet();

    private long directories;
    private long others;

    /**
     * Creates a drawing.
     *
     * @param output receives it
     * @param styled whether names have colours
     */
    TreeDrawing(StandardOutput output, boolean styled) {
        this.output = output;
        this.styled = styled;
    }

    /** Prints the entries of a walk. */
    void print(EntryWalk walk) throws IOException {
        walk.visit((path, inode, position) -> {
            count(inode, position);
            output.println(line(path, inode, position));
        });
        output.println("\n" + Messages.of(directories, "directory", "directories") + ", "
                + Messages.of(others, "other entry", "other entries"));
    }

    /** Counts what is below the start of the walk, as {@code tree} does. */
    private void count(Inode inode, EntryWalk.Position position) {
        if (position.depth() > 0 && inode instanceof Directory) {
            directories++;
        } else if (position.depth() > 0) {
            others++;
        }
    }

    private String line(TreePath path, Inode inode, EntryWalk.Position position) throws TfsFormatException {
        String name = position.depth() == 0 ? path.quoted() : path.name().quoted();
        String line = branches(position) + coloured(name, inode);
        if (inode instanceof SymbolicLink link) {
            return line + " -> " + link.target().quoted();
        }
        if (inode instanceof SpecialFile special) {
            return line + " (" + special.node().toText() + ")";
        }
        return inode instanceof RegularFile file ? line + " (" + Messages.size(file.length()) + ")" : line;
    }

    private String branches(EntryWalk.Position position) {
        int depth = position.depth();
        if (depth == 0) {
            return "";
        }
        open.set(depth, !position.isLast());
        branches.setLength(0);
        for (int level = 1; level < Math.min(depth, TreeView.MAX_LEVELS); level++) {
            branches.append(open.get(level) ? "│   " : "    ");
        }
        return branches.append(position.isLast() ? "└── " : "├── ").toString();
    }

    private String coloured(String name, Inode inode) {
        String colour = styled ? colour(inode) : "";
        return colour.isEmpty() ? name : colour + name + PLAIN;
    }

    private static String colour(Inode inode) {
        return switch (inode) {
            case Directory _ -> DIRECTORY;
            case SymbolicLink _ -> LINK;
            case Socket _ -> SOCKET;
            case SpecialFile _ -> SPECIAL;
            case RegularFile file -> (file.permissions().mode() & EXECUTABLE_BITS) == 0 ? "" : PROGRAM;
        };
    }
}
