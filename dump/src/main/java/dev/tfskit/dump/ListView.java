// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.SymbolicLink;
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

    private record Row(TreePath path, Inode inode, long size) {}

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        PathLookup.Found found = session.find(session.options().argument(this));
        List<Row> rows = new ArrayList<>();
        if (found.inode() instanceof Directory directory) {
            for (DirectoryEntry entry : directory.entries()) {
                addRow(session, rows, found.path().child(entry.name()), entry);
            }
        } else {
            rows.add(new Row(found.path(), found.inode(), EntryList.size(found.inode())));
        }
        if (session.json()) {
            try (EntryList list = new EntryList(session, "entries")) {
                for (Row row : rows) {
                    list.add(row.path, row.inode);
                }
                list.complete();
            }
        } else {
            print(session, rows);
        }
        return session.damages().exitCode();
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
            size = Math.max(size, Long.toString(row.size).length());
        }
        String form = "%s %" + links + "d %" + owner + "d %" + group + "d %" + size + "d %s %s";
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
                            row.size,
                            TIME.format(row.inode.modified().atOffset(ZoneOffset.UTC)),
                            row.path.name().quoted() + target));
        }
    }
}
