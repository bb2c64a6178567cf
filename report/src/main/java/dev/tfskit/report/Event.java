// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.history.Change;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of the tree that a browser can undo.
 *
 * @param type the type
 * @param path the path
 * @param to the second path of a rename, an exchange or a link
 * @param kind the kind of the inode, as the number that the columns of the tree have for it
 * @param before a length in bytes or a number of blocks before the change
 * @param after the same quantity after the change
 * @param words the change in words, where type and paths do not describe it fully
 */
record Event(Type type, TreePath path, @Nullable TreePath to, int kind, long before, long after, String words) {

    /** The types, in an order that the page knows. */
    enum Type {
        CREATE,
        REMOVE,
        RENAME,
        EXCHANGE,
        LINK,
        LENGTH,
        BLOCKS,
        OTHER
    }

    /** Returns the events of a change, in order; none when it concerns an inode without a name. */
    static List<Event> of(Change change, FileLengths lengths) {
        return switch (change) {
            case Change.Created created -> {
                List<Event> events = new ArrayList<>();
                TreePath path = created.location().path().orElse(null);
                if (path != null && !path.isRoot()) {
                    replace(events, created.replaces(), path, lengths);
                    long length = created.length().orElse(0);
                    lengths.set(path, length);
                    events.add(at(Type.CREATE, path, null, TreeSection.kind(created.kind()), 0, length));
                }
                yield events;
            }
            case Change.Removed removed ->
                removed.location()
                        .path()
                        .map(path -> {
                            long length = removed.last() ? lengths.remove(path) : 0;
                            return List.of(at(Type.REMOVE, path, null, TreeSection.kind(removed.kind()), length, 0));
                        })
                        .orElse(List.of());
            case Change.Renamed renamed -> {
                List<Event> events = new ArrayList<>();
                TreePath from = renamed.from().path().orElse(null);
                TreePath to = renamed.to().path().orElse(null);
                if (from != null && to != null) {
                    replace(events, renamed.replaces(), to, lengths);
                    lengths.set(to, lengths.remove(from));
                    events.add(at(Type.RENAME, from, to, TreeSection.kind(renamed.kind()), 0, 0));
                }
                yield events;
            }
            case Change.Exchanged exchanged -> {
                TreePath first = exchanged.first().path().orElse(null);
                TreePath second = exchanged.second().path().orElse(null);
                if (first == null || second == null) {
                    yield List.of();
                }
                lengths.set(second, lengths.set(first, lengths.at(second)));
                yield List.of(at(Type.EXCHANGE, first, second, 0, 0, 0));
            }
            case Change.Completed completed ->
                List.of(new Event(Type.OTHER, TreePath.ROOT, null, 0, 0, 0, completed.describe()));
            case Change.Linked linked -> {
                List<Event> events = new ArrayList<>();
                TreePath from = linked.existing().path().orElse(null);
                TreePath name = linked.name().path().orElse(null);
                if (from != null && name != null) {
                    replace(events, linked.replaces(), name, lengths);
                    events.add(at(Type.LINK, from, name, TreeSection.kind(linked.kind()), 0, 0));
                }
                yield events;
            }
            case Change.LengthSet set -> {
                TreePath path = set.location().path().orElse(null);
                if (path == null || !set.location().present()) {
                    yield List.of();
                }
                long after = set.after().orElse(0);
                lengths.set(path, after);
                yield List.of(at(Type.LENGTH, path, null, 1, set.before().orElse(0), after));
            }
            case Change.ExtentChanged extent ->
                extent.location()
                        .path()
                        .filter(_ -> extent.location().present())
                        .map(path -> List.of(
                                at(Type.BLOCKS, path, null, 1, blocks(extent.before()), blocks(extent.after()))))
                        .orElse(List.of());
            case Change.AttributeSet set -> other(set.location().path(), set);
            case Change.AttributeRemoved removed -> other(removed.location().path(), removed);
        };
    }

    private static Event at(Type type, TreePath path, @Nullable TreePath to, int kind, long before, long after) {
        return new Event(type, path, to, kind, before, after, "");
    }

    /**
     * Adds the removal of the inode that had a name before. The log does not contain its kind, so it counts as a file.
     */
    private static void replace(List<Event> events, boolean replaces, TreePath path, FileLengths lengths) {
        if (replaces) {
            events.add(at(Type.REMOVE, path, null, TreeSection.kind(InodeKind.FILE), lengths.remove(path), 0));
        }
    }

    private static long blocks(Optional<Extent> extent) {
        return extent.map(Extent::allocated).orElse(0L);
    }

    private static List<Event> other(Optional<TreePath> path, Change change) {
        return List.of(new Event(Type.OTHER, path.orElse(TreePath.ROOT), null, 0, 0, 0, change.describe()));
    }
}
