package dev.tfskit.dump;

import dev.tfskit.Plural;
import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.ExitCode;
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

/** {@code --ls}: a directory, or one entry, as {@code ls -l} shows it. */
final class ListView implements View {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--ls").paramLabel("PATH").type(String.class)
                .description("List a directory, or one entry, like ls -l. Times are UTC.").build();
    }

    private record Row(TreePath path, Inode inode, long size) {}

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(final Session session) throws IOException {
        final PathLookup.Found place = session.find(session.options().argument(this));
        final List<Row> rows = new ArrayList<>();
        if (place.inode() instanceof Directory directory) {
            for (final DirectoryEntry entry : directory.entries()) {
                addRow(session, rows, place.path().child(entry.name()), entry);
            }
        } else {
            rows.add(new Row(place.path(), place.inode(), EntryList.size(place.inode())));
        }
        if (session.json()) {
            try (EntryList list = new EntryList(session, "entries")) {
                for (final Row row : rows) {
                    list.add(row.path, row.inode);
                }
                list.complete();
            }
        } else {
            print(session, rows);
        }
        return session.damages().exitCode();
    }

    private static void addRow(final Session session, final List<Row> rows, final TreePath path, final DirectoryEntry entry) {
        try {
            final Inode inode = entry.inode();
            rows.add(new Row(path, inode, EntryList.size(inode)));
        } catch (TfsFormatException damage) {
            session.damages().add(path, damage.getMessage());
        }
    }

    private static void print(final Session session, final List<Row> rows) throws IOException {
        int links = 1;
        int owner = 1;
        int group = 1;
        int size = 1;
        for (final Row row : rows) {
            links = Math.max(links, Long.toString(row.inode.linkCount()).length());
            owner = Math.max(owner, Long.toString(row.inode.permissions().uid()).length());
            group = Math.max(group, Long.toString(row.inode.permissions().gid()).length());
            size = Math.max(size, Long.toString(row.size).length());
        }
        final String form = "%s %" + links + "d %" + owner + "d %" + group + "d %" + size + "d %s %s";
        for (final Row row : rows) {
            final String target = row.inode instanceof SymbolicLink link ? " -> " + link.target().quoted() : "";
            session.output().println(Plural.format(form, ModeText.of(row.inode), row.inode.linkCount(),
                    row.inode.permissions().uid(), row.inode.permissions().gid(), row.size,
                    TIME.format(row.inode.modified().atOffset(ZoneOffset.UTC)), row.path.name().quoted() + target));
        }
    }
}
