package dev.tfskit.image;

import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** A source of entries that a test lists. */
public final class ListSource implements TreeSource {

    private static final SourceEntry.Metadata PLAIN = new SourceEntry.Metadata(Permissions.FILE, Instant.EPOCH, Map.of());

    private final Deque<SourceEntry> entries = new ArrayDeque<>();

    public ListSource add(final SourceEntry entry) {
        entries.add(entry);
        return this;
    }

    /** A directory below the root. */
    public ListSource folder(final String... names) {
        return add(new SourceEntry.Folder(path(names), PLAIN));
    }

    /** A file in the root, with a size that need not be that of its content. */
    public ListSource file(final String name, final long size, final Content content) {
        return add(new SourceEntry.File(path(name), PLAIN, size, content));
    }

    /** A file in the root, with a size that need not be that of the host's file. */
    public ListSource file(final String name, final long size, final Path content) {
        return add(new SourceEntry.File(path(name), PLAIN, size, content));
    }

    public ListSource link(final String name, final String target) {
        return add(new SourceEntry.Link(path(name), PLAIN, Text.of(target)));
    }

    public ListSource hardLink(final String name, final String first) {
        return add(new SourceEntry.HardLink(path(name), path(first)));
    }

    /** A path from the root down. */
    public static TreePath path(final String... names) {
        TreePath path = TreePath.ROOT;
        for (final String name : names) {
            path = path.child(Symbol.of(name));
        }
        return path;
    }

    @Override
    public Optional<SourceEntry> next() {
        return Optional.ofNullable(entries.poll());
    }
}
