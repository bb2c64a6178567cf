// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Inode;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The inodes that the kernel knows, by number, and how often it was told of each. Thread safe. */
final class Nodes {

    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private final Node root;

    private record Node(Inode inode, long lookups) {}

    /** Knows the root, which the kernel never forgets. */
    Nodes(Inode root) {
        this.root = new Node(root, 1);
        nodes.put(root.sessionNumber(), this.root);
    }

    /** The kernel is told of an inode. */
    void remember(Inode inode) {
        nodes.merge(inode.sessionNumber(), new Node(inode, 1), (known, _) -> new Node(known.inode, known.lookups + 1));
    }

    /** The kernel has forgotten so many of the times that it was told. */
    void forget(long number, long lookups) {
        nodes.computeIfPresent(
                number,
                (_, known) -> known.lookups <= lookups && known.inode != root.inode
                        ? null
                        : new Node(known.inode, known.lookups - lookups));
    }

    /** The inode with a number. */
    Inode get(long number) throws NoSuchFileException {
        Node node = nodes.get(number);
        if (node == null) {
            throw new NoSuchFileException("inode " + number);
        }
        return node.inode;
    }
}
