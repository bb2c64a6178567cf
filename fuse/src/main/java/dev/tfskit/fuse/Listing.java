// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import java.util.List;

/**
 * An open directory. It lists the names that the directory had when reading began, so that no name is listed twice or
 * left out while others change it. Not thread-safe.
 */
final class Listing {

    /** The longest name that the kernel takes, in bytes. */
    private static final int LONGEST_NAME = 1024;

    private final Directory directory;
    private final Directory parent;
    private List<DirectoryEntry> entries = List.of();

    Listing(Directory directory, Directory parent) {
        this.directory = directory;
        this.parent = parent;
    }

    /** Receives the entries of a listing. */
    @FunctionalInterface
    interface Target {

        /**
         * Receives an entry.
         *
         * @param next the position of the next entry
         * @return whether there was room
         */
        boolean put(Symbol name, Inode inode, long next);
    }

    Directory directory() {
        return directory;
    }

    /**
     * Passes as many entries as fit to a target.
     *
     * @param position the position from which to continue: 0, or the position that came with an entry
     */
    void read(long position, Target target) {
        if (position == 0) {
            entries = directory.entries();
        }
        boolean fits = true;
        for (long index = position; fits && index < 2 + entries.size(); index++) {
            fits = put(index, target);
        }
    }

    private boolean put(long index, Target target) {
        if (index == 0) {
            return target.put(Attributes.SELF, directory, 1);
        }
        if (index == 1) {
            return target.put(Attributes.PARENT, parent, 2);
        }
        DirectoryEntry entry = entries.get((int) index - 2);
        if (!isPossible(entry.name())) {
            return true;
        }
        try {
            return target.put(entry.name(), entry.inode(), index + 1);
        } catch (TfsFormatException noInode) {
            return true;
        }
    }

    /** Returns whether a path can have a name. For any other name, the kernel refuses the whole listing. */
    private static boolean isPossible(Symbol name) {
        return name.length() > 0 && name.length() <= LONGEST_NAME && !name.contains('/') && !name.contains('\0');
    }
}
