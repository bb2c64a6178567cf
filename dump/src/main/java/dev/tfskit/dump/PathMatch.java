// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import java.util.ArrayList;
import java.util.List;

/**
 * Matches whole paths with a pattern. It keeps how far the pattern has matched each directory on the way to the last
 * path, so the next path in the order of a walk needs only its last name, at any depth. Not thread-safe.
 */
final class PathMatch {

    private static final byte[] SLASH = {'/'};

    private final Glob glob;
    /** The last path and those above it, from the root down; the root first. */
    private final List<Matched> way = new ArrayList<>();

    /** A path, and how far the pattern has matched it. The slash of the root belongs to the names below it. */
    private record Matched(TreePath path, Glob.Progress progress) {}

    PathMatch(Glob glob) {
        this.glob = glob;
        way.add(new Matched(TreePath.ROOT, glob.start()));
    }

    boolean matches(TreePath path) {
        if (path.isRoot()) {
            return glob.matches(path.toText().toByteArray());
        }
        TreePath known = path.parent().orElseThrow();
        while (!isOnTheWay(known)) {
            known = known.parent().orElseThrow();
        }
        way.subList(known.depth() + 1, way.size()).clear();
        for (int depth = known.depth() + 1; depth <= path.depth(); depth++) {
            add(path.ancestor(depth));
        }
        return glob.matches(way.getLast().progress);
    }

    /** Compares by identity, which takes one step: paths of one walk share the objects of their directories. */
    private boolean isOnTheWay(TreePath path) {
        return path.depth() < way.size() && way.get(path.depth()).path == path;
    }

    private void add(TreePath path) {
        Glob.Progress progress = glob.advance(way.getLast().progress, SLASH);
        way.add(new Matched(path, glob.advance(progress, path.name().toByteArray())));
    }
}
