// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Inode;
import java.nio.file.FileSystemLoopException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The paths by which the directories of a volume that is opened for reading are listed. A damaged tree can have a
 * directory at several paths, even below itself, and several directories can share the tuple with their entries. Such
 * entries are listed by the path that comes first, and by no other, so that every walk ends. The memory for this is in
 * proportion to the directories that were listed. A volume that is opened for writing needs none of it: such a tree is
 * refused there, and directories move. Thread-safe.
 */
final class Entrances {

    private final ResolvedPath root;
    /** The first path of each directory, by the tuple with its entries. */
    private final Map<Value, ResolvedPath> first = new ConcurrentHashMap<>();

    Entrances(ResolvedPath root) {
        this.root = root;
        first.put(entries(root.inode()), root);
    }

    private static Value entries(Inode directory) {
        return directory.attribute(Attributes.CHILDREN).orElseThrow();
    }

    /**
     * Enters a directory to list it, by way of the directories on its path.
     *
     * @return the same path, always the same object: directories share what their paths begin with
     * @throws FileSystemLoopException when the same entries belong to another path
     */
    ResolvedPath enter(ResolvedPath directory) throws FileSystemLoopException {
        ResolvedPath at = root;
        for (ResolvedPath each : directory.fromRoot()) {
            if (each.entry().isPresent()) {
                at = enter(new Slot(at, each.entry().get().name()), each.inode());
            }
        }
        return at;
    }

    private ResolvedPath enter(Slot slot, Inode directory) throws FileSystemLoopException {
        Value entries = entries(directory);
        ResolvedPath known = first.get(entries);
        // Only the first time may a thread wait for another one.
        ResolvedPath found = known != null
                ? known
                : first.computeIfAbsent(entries, _ -> slot.parent().child(slot.name(), directory));
        if (!found.isIn(slot)) {
            throw new FileSystemLoopException("");
        }
        return found;
    }
}
