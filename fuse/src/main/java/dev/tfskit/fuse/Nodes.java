// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jnr.constants.platform.Errno;

/** The inodes that the kernel knows, by number, with the number of lookups of each. Thread-safe. */
final class Nodes {

    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private final Volume volume;
    private final Node root;

    private record Node(Inode inode, long lookups) {}

    /** Starts with the root, which the kernel never forgets. */
    Nodes(Volume volume) {
        this.volume = volume;
        this.root = new Node(volume.root(), 1);
        nodes.put(root.inode.sessionNumber(), root);
    }

    /** Counts a lookup of an inode. */
    void remember(Inode inode) {
        nodes.merge(inode.sessionNumber(), new Node(inode, 1), (known, _) -> new Node(known.inode, known.lookups + 1));
    }

    /**
     * Subtracts lookups that the kernel has forgotten, and drops an inode without any.
     *
     * @return the inode, if it was dropped
     */
    Optional<Inode> forget(long number, long lookups) {
        while (true) {
            Node known = nodes.get(number);
            if (known == null) {
                return Optional.empty();
            }
            if (known.lookups <= lookups && known.inode != root.inode) {
                if (nodes.remove(number, known)) {
                    return Optional.of(known.inode);
                }
            } else if (nodes.replace(number, known, new Node(known.inode, known.lookups - lookups))) {
                return Optional.empty();
            }
        }
    }

    /** Returns whether the kernel knows an inode. */
    boolean contains(long number) {
        return nodes.containsKey(number);
    }

    /**
     * Returns the inode with a number. The kernel may have forgotten it, and request it again for a file handle that
     * has the number, as an NFS server does.
     */
    Inode get(long number) throws NoSuchFileException {
        Node node = nodes.get(number);
        return node != null
                ? node.inode
                : volume.inode(number).orElseThrow(() -> new NoSuchFileException("inode " + number));
    }

    /** Returns the directory with a number. */
    Directory directory(long number) throws IOException {
        if (get(number) instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException("inode " + number);
    }

    /** Returns the file with a number. */
    RegularFile file(long number) throws IOException {
        return switch (get(number)) {
            case RegularFile file -> file;
            case Directory _ -> throw new ErrnoException(Errno.EISDIR);
            case SymbolicLink _, Socket _, SpecialFile _ -> throw new ErrnoException(Errno.EINVAL);
        };
    }
}
