// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --ls}: prints a directory, or one entry, as {@code ls -l} does. */
final class ListView implements View {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--ls")
                .paramLabel("PATH")
                .type(String.class)
                .description("List a directory, or one entry, like ls -l. Times are UTC.")
                .build();
    }

    private record Row(TreePath path, Inode inode, long size) {

        /** Returns the size, or in its place the numbers of a device. */
        private String shownSize() {
            return inode instanceof SpecialFile special && special.node().kind() != InodeKind.FIFO
                    ? special.node().major() + ", " + special.node().minor()
                    : Long.toString(size);
        }
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at", "--recursive");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        PathLookup.Found found = session.entries().find(session.options().argument(this));
        if (session.json()) {
            try (EntryList list = new EntryList(session.beginJson(), "entries")) {
                show(session, found, rows -> {
                    for (Row row : rows) {
                        list.add(row.path, row.inode);
                    }
                });
                list.complete();
            }
        } else {
            show(session, found, rows -> print(session, rows));
        }
        return session.damages().exitCode();
    }

    private static void show(Session session, PathLookup.Found start, IoConsumer<List<Row>> printer)
            throws IOException {
        if (!(start.inode() instanceof Directory directory)) {
            printer.accept(List.of(new Row(start.path(), start.inode(), EntryList.size(start.inode()))));
            return;
        }
        if (!session.options().isRecursive()) {
            printer.accept(rows(session, start.path(), directory));
            return;
        }
        printDirectory(session, start.path(), directory, printer);
        TreeWalk walk = new TreeWalk(start.path(), directory);
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry(TreePath path, Directory below) -> {
                    if (!session.json()) {
                        session.output().println("");
                    }
                    printDirectory(session, path, below, printer);
                }
                case TreeWalk.Visit.Entry _ -> {}
                // A directory that was listed under another name is damaged for the walk alone: its row is sound.
                case TreeWalk.Visit.Damaged(TreePath path, TfsFormatException reason) ->
                    session.damages().add(path, Messages.reasonOf(reason));
            }
        }
    }

    private static void printDirectory(
            Session session, TreePath path, Directory directory, IoConsumer<List<Row>> printer) throws IOException {
        if (!session.json()) {
            session.output().println(path.quoted() + ":");
        }
        printer.accept(rows(session, path, directory));
    }

    private static List<Row> rows(Session session, TreePath path, Directory directory) {
        List<Row> rows = new ArrayList<>();
        for (DirectoryEntry entry : directory.entries()) {
            addRow(session, rows, path.child(entry.name()), entry);
        }
        return rows;
    }

    private static void addRow(Session session, List<Row> rows, TreePath path, DirectoryEntry entry) {
        try {
            Inode inode = entry.inode();
            rows.add(new Row(path, inode, EntryList.size(inode)));
        } catch (TfsFormatException damage) {
            session.damages().add(path, Messages.reasonOf(damage));
        }
    }

    private static void print(Session session, List<Row> rows) throws IOException {
        int links = 1;
        int owner = 1;
        int group = 1;
        int size = 1;
        for (Row row : rows) {
            links = Math.max(links, Long.toString(row.inode.linkCount()).length());
            owner = Math.max(owner, Long.toString(row.inode.permissions().uid()).length());
            group = Math.max(group, Long.toString(row.inode.permissions().gid()).length());
            size = Math.max(size, row.shownSize().length());
        }
        String form = "%s %" + links + "d %" + owner + "d %" + group + "d %" + size + "s %s %s";
        for (Row row : rows) {
            String target = row.inode instanceof SymbolicLink link
                    ? " -> " + link.target().quoted()
                    : "";
            session.output()
                    .println(Messages.format(
                            form,
                            ModeText.of(row.inode),
                            row.inode.linkCount(),
                            row.inode.permissions().uid(),
                            row.inode.permissions().gid(),
                            row.shownSize(),
                            TIME.format(row.inode.modified().atOffset(ZoneOffset.UTC)),
                            row.path.name().quoted() + target));
        }
    }
}
