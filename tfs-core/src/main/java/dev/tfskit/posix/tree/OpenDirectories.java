// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix.tree;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.schema.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Open directories of a tree on the host. Each is opened from a directory above it by descriptor, and no symbolic link
 * is followed. So a path may be longer than the host allows, and a directory that another process moves or replaces
 * does not lead out of the tree. At most {@value #MOST_OPEN} directories are open; a visit of a whole tree, depth
 * first, opens each directory a few times at most. Not thread-safe.
 */
public final class OpenDirectories implements Closeable {

    /**
     * An extraction with four further threads has six instances: one of each thread, and a second one of the main
     * thread for hard links. Together they stay below 1024, the lowest usual limit of open files, and leave room for
     * others.
     */
    static final int MOST_OPEN = 128;

    private final Map<TreePath, Open> open = new HashMap<>();

    /** An open directory. */
    private static final class Open {
        private final TreePath path;
        private final HostDirectory directory;
        /** The nearest open directory above; null for the root. */
        private @Nullable Open above;

        Open(TreePath path, HostDirectory directory, @Nullable Open above) {
            this.path = path;
            this.directory = directory;
            this.above = above;
        }
    }

    /**
     * Begins at the root of a tree.
     *
     * @param root the open directory that is the root; {@link #close} closes it
     */
    public OpenDirectories(HostDirectory root) {
        open.put(TreePath.ROOT, new Open(TreePath.ROOT, root, null));
    }

    /**
     * Returns the open directory at a path.
     *
     * @param path a path of the tree
     * @return the directory; it stays open until the next call
     * @throws java.nio.file.NoSuchFileException when a name on the path does not exist
     * @throws java.nio.file.NotDirectoryException when something on the path is not a directory; a symbolic link to one
     *     is not
     * @throws IOException when a directory cannot be opened for another reason
     */
    public HostDirectory at(TreePath path) throws IOException {
        // The root is always open, so the way up ends there at the latest.
        Deque<TreePath> missing = new ArrayDeque<>();
        TreePath start = path;
        while (!open.containsKey(start)) {
            missing.push(start);
            start = start.parent().orElseThrow();
        }
        Open at = Objects.requireNonNull(open.get(start));
        for (TreePath step : missing) {
            if (open.size() == MOST_OPEN) {
                makeRoom(at);
            }
            at = new Open(step, at.directory.openDirectory(step.name().toByteArray()), at);
            open.put(step, at);
        }
        return at.directory;
    }

    /**
     * Closes the directories that are not on the path of a directory. If too many are still open, closes every second
     * directory on the path, so that an open directory is always near the next one that is needed.
     */
    private void makeRoom(Open last) {
        List<Open> kept = new ArrayList<>();
        for (Open each = last; each != null; each = each.above) {
            kept.addFirst(each);
        }
        if (kept.size() > MOST_OPEN / 2) {
            kept = everySecond(kept, last);
        }
        for (Open each : kept) {
            open.remove(each.path);
        }
        for (Open each : open.values()) {
            each.directory.close();
        }
        open.clear();
        Open above = null;
        for (Open each : kept) {
            each.above = above;
            open.put(each.path, each);
            above = each;
        }
    }

    private static List<Open> everySecond(List<Open> way, Open last) {
        List<Open> kept = new ArrayList<>();
        for (int i = 0; i < way.size(); i += 2) {
            kept.add(way.get(i));
        }
        if (kept.getLast() != last) {
            kept.add(last);
        }
        return kept;
    }

    @Override
    public void close() {
        open.values().forEach(each -> each.directory.close());
        open.clear();
    }
}
