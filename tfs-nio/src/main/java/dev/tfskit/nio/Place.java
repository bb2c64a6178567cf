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
record Place(Optional<Slot> entry, Inode inode) {

    /**
     * A name in a directory, taken or free.
     *
     * @param directory the place of the directory
     * @param name the name
     */
    record Slot(Place directory, Symbol name) {

        /** Returns the directory. */
        Directory holder() throws NotDirectoryException {
            return directory.directory();
        }
    }

    static Place root(Directory root) {
        return new Place(Optional.empty(), root);
    }

    Place child(Symbol name, Inode child) {
        return new Place(Optional.of(new Slot(this, name)), child);
    }

    /** Returns the inode as a directory. */
    Directory directory() throws NotDirectoryException {
        if (inode instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException("");
    }

    /** Returns the places from the root to this one. */
    List<Place> way() {
        Deque<Place> way = new ArrayDeque<>();
        Optional<Place> at = Optional.of(this);
        while (at.isPresent()) {
            way.addFirst(at.get());
            at = at.get().entry.map(Slot::directory);
        }
        return List.copyOf(way);
    }

    /** Returns the names from the root to this place. */
    List<Symbol> names() {
        List<Symbol> names = new ArrayList<>();
        for (Place each : way()) {
            each.entry.ifPresent(slot -> names.add(slot.name));
        }
        return names;
    }
}
