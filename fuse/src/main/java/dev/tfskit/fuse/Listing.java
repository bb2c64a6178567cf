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
import java.util.Comparator;
import java.util.List;

/**
 * An open directory. It lists the names that the directory had when reading began, so that no name is listed twice or
 * left out while others change it. An entry has the same position in every listing, because an NFS server opens the
 * directory anew for each piece that a client reads. Not thread-safe.
 */
final class Listing {

    /** The longest name that the kernel takes, in bytes. */
    private static final int LONGEST_NAME = 1024;

    /** The bits of a position that distinguish the names of one inode; few, as 32-bit programs need low positions. */
    private static final int NAME_BITS = 12;

    /** The position behind the two entries that every directory has; the others come behind it. */
    private static final long FIRST = 2;

    private final Directory directory;
    private final Directory parent;
    private List<Entry> entries = List.of();
    private long[] positions = {};

    /**
     * An entry that the kernel takes.
     *
     * @param wanted its position, unless another name of the inode has the same
     */
    private record Entry(Symbol name, Inode inode, long wanted) {}

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
        if (position == 0 || entries.isEmpty()) {
            load();
        }
        if (position < FIRST && !putDots(position, target)) {
            return;
        }
        int found = Arrays.binarySearch(positions, position);
        boolean fits = true;
        for (int index = found < 0 ? -found - 1 : found; fits && index < positions.length; index++) {
            Entry entry = entries.get(index);
            fits = target.put(entry.name, entry.inode, positions[index] + 1);
        }
    }

    private boolean putDots(long position, Target target) {
        return (position > 0 || target.put(Attributes.SELF, directory, 1))
                && target.put(Attributes.PARENT, parent, FIRST);
    }

    private void load() {
        List<Entry> found = new ArrayList<>();
        for (DirectoryEntry entry : directory.entries()) {
            if (isPossible(entry.name())) {
                try {
                    Inode inode = entry.inode();
                    found.add(new Entry(entry.name(), inode, position(entry.name(), inode)));
                } catch (TfsFormatException noInode) {
                    // The kernel has no form for it.
                }
            }
        }
        found.sort(Comparator.comparingLong(Entry::wanted));
        entries = found;
        positions = new long[found.size()];
        long last = FIRST;
        for (int index = 0; index < positions.length; index++) {
            last = Math.max(last + 1, found.get(index).wanted);
            positions[index] = last;
        }
    }

    private static long position(Symbol name, Inode inode) {
        return inode.sessionNumber() << NAME_BITS | name.hashCode() & (1 << NAME_BITS) - 1;
    }

    /** Returns whether a path can have a name. For any other name, the kernel refuses the whole listing. */
    private static boolean isPossible(Symbol name) {
        return name.length() > 0 && name.length() <= LONGEST_NAME && !name.contains('/') && !name.contains('\0');
    }
}
