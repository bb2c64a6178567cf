// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An open directory. It lists the names that the directory had when reading began, so that no name is listed twice or
 * left out while others change it. An entry has the same position in every listing, because an NFS server opens the
 * directory anew for each piece that a client reads. Not thread-safe.
 */
final class Listing {

    /** The longest name that the kernel takes, in bytes. */
    private static final int LONGEST_NAME = 1024;

    /** The position behind the two entries that every directory has; the others come behind it. */
    private static final long FIRST = 2;

    private final Directory directory;
    private final Directory parent;
    private final ListingPositions assigned;
    private List<ListingPositions.Entry> entries = List.of();
    /** Those of the entries. */
    private long[] positions = {};

    Listing(Directory directory, Directory parent, ListingPositions assigned) {
        this.directory = directory;
        this.parent = parent;
        this.assigned = assigned;
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
        if (position == 0 || entries.isEmpty()) {
            load();
        }
        if (position < FIRST && !putDots(position, target)) {
            return;
        }
        int found = Arrays.binarySearch(positions, position);
        boolean fits = true;
        for (int index = found < 0 ? -found - 1 : found; fits && index < positions.length; index++) {
            ListingPositions.Entry entry = entries.get(index);
            fits = target.put(entry.name(), entry.inode(), positions[index] + 1);
        }
    }

    private boolean putDots(long position, Target target) {
        return (position > 0 || target.put(Attributes.SELF, directory, 1))
                && target.put(Attributes.PARENT, parent, FIRST);
    }

    private void load() {
        entries = assigned.distinct(directory, this::possibleEntries);
        positions = entries.stream().mapToLong(ListingPositions.Entry::position).toArray();
    }

    private List<ListingPositions.Entry> possibleEntries() {
        List<ListingPositions.Entry> found = new ArrayList<>();
        for (DirectoryEntry entry : directory.entries()) {
            if (isPossible(entry.name())) {
                try {
                    found.add(ListingPositions.Entry.of(entry.name(), entry.inode()));
                } catch (TfsFormatException noInode) {
                    // The kernel has no form for it.
                }
            }
        }
        return found;
    }

    /** Returns whether a path can have a name. For any other name, the kernel refuses the whole listing. */
    private static boolean isPossible(Symbol name) {
        return name.length() > 0 && name.length() <= LONGEST_NAME && !name.contains('/') && !name.contains('\0');
    }
}
