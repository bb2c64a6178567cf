// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Free runs in their order on the volume, in a binary tree. The heights of the two branches of a node differ by at most
 * one, and each node knows the longest run at and below it. So every search and every change takes time in proportion
 * to the height of the tree, whatever the lengths of the runs are. A {@code TreeMap} cannot keep the longest run of a
 * branch, and without it the search for a long run would go through all the short ones before it. Not thread-safe.
 */
final class FreeRuns {

    private @Nullable Node root;
    private int size;

    /** A run, with what is known of the branches below it. */
    private static final class Node {
        private long start;
        private long length;
        private long longest;
        private int height;
        /** The runs before this one. */
        private @Nullable Node left;
        /** The runs behind this one. */
        private @Nullable Node right;

        Node(BlockRun run) {
            set(run);
            update();
        }

        void set(BlockRun run) {
            start = run.start();
            length = run.length();
        }

        void update() {
            height = 1 + Math.max(height(left), height(right));
            longest = Math.max(length, Math.max(longest(left), longest(right)));
        }

        BlockRun run() {
            return new BlockRun(start, length);
        }
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static long longest(@Nullable Node node) {
        return node == null ? 0 : node.longest;
    }

    /** Adds a run that touches no other. */
    void add(BlockRun run) {
        root = with(root, run);
        size++;
    }

    private static Node with(@Nullable Node node, BlockRun run) {
        if (node == null) {
            return new Node(run);
        }
        if (run.start() == node.start) {
            throw new IllegalArgumentException("a free run begins at block " + node.start + " already");
        }
        if (run.start() < node.start) {
            node.left = with(node.left, run);
        } else {
            node.right = with(node.right, run);
        }
        return balanced(node);
    }

    /** Removes the run that begins at a block. */
    void remove(long start) {
        root = without(root, start);
        size--;
    }

    private static @Nullable Node without(@Nullable Node node, long start) {
        if (node == null) {
            throw new IllegalArgumentException("no free run begins at block " + start);
        }
        if (start < node.start) {
            node.left = without(node.left, start);
        } else if (start > node.start) {
            node.right = without(node.right, start);
        } else if (node.left == null) {
            return node.right;
        } else if (node.right == null) {
            return node.left;
        } else {
            Node next = node.right;
            while (next.left != null) {
                next = next.left;
            }
            node.set(next.run());
            node.right = without(node.right, next.start);
        }
        return balanced(node);
    }

    /** Puts a run in the place of the one that begins at a block. No run is between them. */
    void replace(long start, BlockRun by) {
        replace(root, start, by);
    }

    private static void replace(@Nullable Node node, long start, BlockRun by) {
        if (node == null) {
            throw new IllegalArgumentException("no free run begins at block " + start);
        }
        if (start == node.start) {
            node.set(by);
        } else {
            replace(start < node.start ? node.left : node.right, start, by);
        }
        node.update();
    }

    private static Node balanced(Node node) {
        node.update();
        Node left = node.left;
        Node right = node.right;
        if (left != null && left.height > height(right) + 1) {
            if (height(left.left) < height(left.right)) {
                node.left = raisedRight(left);
            }
            return raisedLeft(node);
        }
        if (right != null && right.height > height(left) + 1) {
            if (height(right.right) < height(right.left)) {
                node.right = raisedLeft(right);
            }
            return raisedRight(node);
        }
        return node;
    }

    /** Puts the left branch of a node above it. */
    private static Node raisedLeft(Node node) {
        Node raised = Objects.requireNonNull(node.left);
        node.left = raised.right;
        raised.right = node;
        node.update();
        raised.update();
        return raised;
    }

    /** Puts the right branch of a node above it. */
    private static Node raisedRight(Node node) {
        Node raised = Objects.requireNonNull(node.right);
        node.right = raised.left;
        raised.left = node;
        node.update();
        raised.update();
        return raised;
    }

    /** Returns the last run that begins at or before a block. */
    Optional<BlockRun> lastUpTo(long block) {
        Node found = null;
        Node node = root;
        while (node != null) {
            if (node.start <= block) {
                found = node;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return found == null ? Optional.empty() : Optional.of(found.run());
    }

    /** Returns the first run that begins at or behind a block and is long enough. */
    Optional<BlockRun> firstFrom(long block, long length) {
        Node found = first(root, block, length);
        return found == null ? Optional.empty() : Optional.of(found.run());
    }

    private static @Nullable Node first(@Nullable Node node, long block, long length) {
        if (node == null || node.longest < length) {
            return null;
        }
        if (node.start >= block) {
            Node before = first(node.left, block, length);
            if (before != null) {
                return before;
            }
            if (node.length >= length) {
                return node;
            }
        }
        return first(node.right, block, length);
    }

    /** Returns the length of the longest run; 0 if there is none. */
    long longest() {
        return longest(root);
    }

    /** Returns the number of runs. */
    int size() {
        return size;
    }

    /** Returns the height of the tree, a bound for the steps of a search. */
    int height() {
        return height(root);
    }

    /** Returns the runs that begin behind a block, in order. The iterator is of no use after a change. */
    Iterator<BlockRun> behind(long block) {
        return new InOrder(root, block);
    }

    /** Goes through the runs that begin behind a block. */
    private static final class InOrder implements Iterator<BlockRun> {

        /** The runs that come next, the first on top, each with all behind it in its right branch. */
        private final Deque<Node> open = new ArrayDeque<>();

        InOrder(@Nullable Node root, long block) {
            Node node = root;
            while (node != null) {
                if (node.start > block) {
                    open.push(node);
                    node = node.left;
                } else {
                    node = node.right;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !open.isEmpty();
        }

        @Override
        public BlockRun next() {
            Node next = open.pop();
            for (Node node = next.right; node != null; node = node.left) {
                open.push(node);
            }
            return next.run();
        }
    }
}
