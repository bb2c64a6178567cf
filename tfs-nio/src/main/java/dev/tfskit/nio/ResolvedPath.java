// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * An inode, and the entries that led to it from the root. Other threads may remove or rename these entries meanwhile.
 *
 * @param entry the entry of the inode; empty for the root
 * @param inode the inode
 */
record ResolvedPath(Optional<Slot> entry, Inode inode) {

    /**
     * A name in a directory, taken or free.
     *
     * @param parent the directory
     * @param name the name
     */
    record Slot(ResolvedPath parent, Symbol name) {

        /** Returns the directory that has, or can take, the name. */
        Directory directory() throws NotDirectoryException {
            return parent.directory();
        }
    }

    static ResolvedPath root(Directory root) {
        return new ResolvedPath(Optional.empty(), root);
    }

    ResolvedPath child(Symbol name, Inode child) {
        return new ResolvedPath(Optional.of(new Slot(this, name)), child);
    }

    /** Returns whether the inode has that name in that very directory. */
    boolean isIn(Slot slot) {
        return entry.filter(own -> own.parent == slot.parent && own.name.equals(slot.name))
                .isPresent();
    }

    /** Returns the inode as a directory. */
    Directory directory() throws NotDirectoryException {
        if (inode instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException("");
    }

    /** Returns the directories from the root to the inode, and the inode itself as the last element. */
    List<ResolvedPath> fromRoot() {
        Deque<ResolvedPath> path = new ArrayDeque<>();
        Optional<ResolvedPath> at = Optional.of(this);
        while (at.isPresent()) {
            path.addFirst(at.get());
            at = at.get().entry.map(Slot::parent);
        }
        return List.copyOf(path);
    }

    /** Returns the names from the root to the inode. */
    List<Symbol> names() {
        List<Symbol> names = new ArrayList<>();
        for (ResolvedPath each : fromRoot()) {
            each.entry.ifPresent(slot -> names.add(slot.name));
        }
        return names;
    }
}
