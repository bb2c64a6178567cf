package dev.tfskit.extract;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.volume.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The open directories on the way to where something is made. Each is opened from its parent by descriptor, so however long a
 * path grows and whatever is put in its place meanwhile, it leads where it led. For one thread.
 */
final class DirectoryStack implements Closeable {

    /** Fewer than the files that a process may usually have open; deeper trees are walked again from here. */
    private static final int MOST_OPEN = 512;

    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(TreePath path, HostDirectory directory) {}

    /** A stack on the folder that stands for the root of the tree; it closes that too. */
    DirectoryStack(final HostDirectory root) {
        open.push(new Open(TreePath.ROOT, root));
    }

    /** The open directory at a path; valid until the next call. */
    HostDirectory at(final TreePath path) throws IOException {
        if (open.peek().path == path) {
            return open.peek().directory;
        }
        final Deque<TreePath> missing = new ArrayDeque<>();
        final Set<TreePath> way = new HashSet<>();
        for (TreePath step = path; way.add(step) && step.parent().isPresent(); step = step.parent().get()) {
            missing.push(step);
        }
        while (!way.contains(open.peek().path)) {
            open.pop().directory.close();
        }
        while (missing.contains(open.peek().path)) {
            missing.pop();
        }
        for (final TreePath step : missing) {
            descend(step);
        }
        return open.peek().directory;
    }

    private void descend(final TreePath step) throws IOException {
        final HostDirectory directory = open.peek().directory.openDirectory(step.name().toByteArray());
        if (open.size() >= MOST_OPEN) {
            open.pop().directory.close();
        }
        open.push(new Open(step, directory));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().directory.close();
        }
    }
}
