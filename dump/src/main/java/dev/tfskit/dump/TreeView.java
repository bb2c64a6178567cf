// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code -t}: prints the tree, one entry a line, with names in the order of their bytes. On a terminal
 * {@link TreeDrawing} prints it; elsewhere the output is that of the C tool.
 */
final class TreeView implements View {

    private static final String LEVEL = "|   ";
    /**
     * Deeper entries are not indented further: otherwise a hostile image of a few megabytes would print terabytes of
     * bars.
     */
    static final int MAX_LEVELS = 1024;

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
            try (EntryList list = new EntryList(session.beginJson(), "entries")) {
                session.walk().visit((path, inode, _) -> list.add(path, inode));
                list.complete();
            }
        } else {
            session.printIdentity();
            if (session.isForPeople()) {
                new TreeDrawing(session.output(), session.styled()).print(session.walk());
            } else {
                session.walk()
                        .visit((path, inode, position) ->
                                session.output().println(line(path, inode, position.depth())));
            }
        }
        return session.damages().exitCode();
    }

    private static String line(TreePath path, Inode inode, int depth) throws TfsFormatException {
        StringBuilder line = new StringBuilder();
        for (int i = Math.min(depth, MAX_LEVELS); i > 0; i--) {
            line.append(LEVEL);
        }
        line.append(depth == 0 ? path.quoted() : path.name().quoted());
        if (inode instanceof SymbolicLink link) {
            line.append(" -> ").append(link.target().quoted());
        } else if (inode instanceof RegularFile file) {
            line.append(" (").append(file.length()).append(')');
        } else if (inode instanceof SpecialFile special) {
            line.append(" (").append(special.node().toText()).append(')');
        }
        return line.toString();
    }
}
