// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code -t}: prints the tree, one entry a line as the C tool does, with sizes; names in the order of their bytes. */
final class TreeView implements View {

    private static final String LEVEL = "|   ";
    /**
     * Deeper entries are not indented further: otherwise a hostile image of a few megabytes would print terabytes of
     * bars.
     */
    private static final int MAX_LEVELS = 1024;

    private static final String DIRECTORY = "\u001b[94m";
    private static final String LINK = "\u001b[96m";
    private static final String OTHER = "\u001b[97m";
    private static final String PLAIN = "\u001b[0m";

    @Override
    public OptionSpec option() {
        return Flag.named("-t", "--tree")
                .description("Print the tree with sizes and link targets.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--depth", "--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        if (session.json()) {
            try (EntryList list = new EntryList(session, "entries")) {
                session.walk((path, inode, _) -> list.add(path, inode));
                list.complete();
            }
        } else {
            session.printIdentity();
            boolean coloured = session.styled();
            session.walk((path, inode, depth) -> session.output().println(line(path, inode, depth, coloured)));
        }
        return session.damages().exitCode();
    }

    private static String line(TreePath path, Inode inode, int depth, boolean coloured) throws TfsFormatException {
        StringBuilder line = new StringBuilder();
        for (int i = Math.min(depth, MAX_LEVELS); i > 0; i--) {
            line.append(LEVEL);
        }
        String name = depth == 0 ? path.toString() : path.name().quoted();
        if (coloured) {
            line.append(colour(inode)).append(name).append(PLAIN);
        } else {
            line.append(name);
        }
        if (inode instanceof SymbolicLink link) {
            line.append(" -> ").append(link.target().quoted());
        } else if (inode instanceof RegularFile file) {
            line.append(" (").append(file.length()).append(')');
        }
        return line.toString();
    }

    private static String colour(Inode inode) {
        if (inode instanceof Directory) {
            return DIRECTORY;
        }
        return inode instanceof SymbolicLink ? LINK : OTHER;
    }
}
