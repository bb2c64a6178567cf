// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.schema.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The open directories on the way to where something is made. Each is opened from its parent by descriptor, so however
 * long a path grows and whatever is put in its place meanwhile, it leads where it led. For one thread.
 */
final class DirectoryStack implements Closeable {

    /** Fewer than the files that a process may usually have open. */
    private static final int MOST_OPEN = 512;

    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(TreePath path, HostDirectory directory) {}

    /** A stack on the directory that stands for the root of the tree; it closes that too. */
    DirectoryStack(HostDirectory root) {
        open.push(new Open(TreePath.ROOT, root));
    }

    /** The open directory at a path; valid until the next call. */
    HostDirectory at(TreePath path) throws IOException {
        if (open.peek().path.parent().filter(parent -> parent.equals(path)).isPresent()) {
            open.pop().directory.close();
        }
        if (path.parent().filter(parent -> parent.equals(open.peek().path)).isPresent()) {
            descend(path);
        }
        if (!open.peek().path.equals(path)) {
            walkTo(path);
        }
        return open.peek().directory;
    }

    private void walkTo(TreePath path) throws IOException {
        Deque<TreePath> missing = new ArrayDeque<>();
        Set<TreePath> way = new HashSet<>();
        way.add(path);
        for (TreePath step = path;
                step.parent().isPresent();
                step = step.parent().get()) {
            way.add(step.parent().get());
            missing.push(step);
        }
        while (!way.contains(open.peek().path)) {
            open.pop().directory.close();
        }
        int from = open.peek().path.depth();
        for (int i = 0; i < from; i++) {
            missing.pop();
        }
        for (TreePath step : missing) {
            descend(step);
        }
    }

    private void descend(TreePath step) throws IOException {
        if (open.size() == MOST_OPEN) {
            thinOut();
        }
        open.push(new Open(step, open.peek().directory.openDirectory(step.name().toByteArray())));
    }

    /** Closes every other directory, so that wherever the way back leads, one that is still open is never far. */
    private void thinOut() {
        Deque<Open> kept = new ArrayDeque<>();
        int count = 0;
        for (Open each : open) {
            if (count++ % 2 == 0 || each.path.isRoot()) {
                kept.addLast(each);
            } else {
                each.directory.close();
            }
        }
        open.clear();
        open.addAll(kept);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().directory.close();
        }
    }
}
