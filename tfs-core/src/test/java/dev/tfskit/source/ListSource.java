// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

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

    private static final SourceEntry.Metadata PLAIN =
            new SourceEntry.Metadata(Permissions.FILE, Instant.EPOCH, Map.of());

    private final Deque<SourceEntry> entries = new ArrayDeque<>();

    private Optional<Object> stack = Optional.empty();

    /** Makes this a layer of a stack. */
    public ListSource layerOf(Object layers) {
        stack = Optional.of(layers);
        return this;
    }

    public ListSource add(SourceEntry entry) {
        entries.add(entry);
        return this;
    }

    /** A directory below the root. */
    public ListSource directory(String... names) {
        return add(new SourceEntry.Directory(path(names), PLAIN));
    }

    /** A file in the root, with a size that need not be that of its content. */
    public ListSource file(String name, long size, Content content) {
        return add(new SourceEntry.File(path(name), PLAIN, size, content));
    }

    /** A file in the root, with a size that need not be that of the host's file. */
    public ListSource file(String name, long size, Path content) {
        return add(new SourceEntry.File(path(name), PLAIN, size, content));
    }

    public ListSource link(String name, String target) {
        return add(new SourceEntry.Link(path(name), PLAIN, Text.of(target)));
    }

    public ListSource hardLink(String name, String first) {
        return add(new SourceEntry.HardLink(path(name), path(first)));
    }

    /** A path from the root down. */
    public static TreePath path(String... names) {
        TreePath path = TreePath.ROOT;
        for (String name : names) {
            path = path.child(Symbol.of(name));
        }
        return path;
    }

    @Override
    public Optional<SourceEntry> next() {
        return Optional.ofNullable(entries.poll());
    }

    @Override
    public Optional<Object> stack() {
        return stack;
    }
}
