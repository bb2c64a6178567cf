// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The positions of entries in the listings of all directories. An entry keeps its position when others are removed. The
 * position follows from the inode and the name, so it takes no memory, unless several names of a directory would get
 * the same one: then the positions of that directory are kept. Thread-safe.
 */
final class ListingPositions {

    /** The bits of a position that distinguish the names of one inode; few, as 32-bit programs need low positions. */
    private static final int NAME_BITS = 12;

    private static final Comparator<Entry> BY_POSITION = (entry, other) -> Long.compare(entry.position, other.position);

    /** The directories in which names would get the same position, by the number of the directory. */
    private final Map<Long, Assigned> kept = new ConcurrentHashMap<>();

    /**
     * An entry of a listing.
     *
     * @param position its position, at least {@code 1 << NAME_BITS}
     */
    record Entry(Symbol name, Inode inode, long position) {

        /** Creates an entry with the position that it gets unless another name has it. */
        static Entry of(Symbol name, Inode inode) {
            long place = inode.sessionNumber() << NAME_BITS | name.hashCode() & (1 << NAME_BITS) - 1;
            return new Entry(name, inode, place);
        }

        private Entry at(long other) {
            return new Entry(name, inode, other);
        }
    }

    /**
     * Gives each entry of a directory a position of its own.
     *
     * @param entries reads all its entries, each with the position that {@link Entry#of} gives it
     * @return the entries in the order of their positions
     */
    List<Entry> distinct(Directory directory, Supplier<List<Entry>> entries) {
        long number = directory.sessionNumber();
        if (!kept.containsKey(number)) {
            List<Entry> sorted = sorted(entries.get());
            if (areDistinct(sorted)) {
                return sorted;
            }
        }
        return kept.computeIfAbsent(number, _ -> new Assigned(directory)).place(entries);
    }

    /** Forgets the positions in a directory that has been removed; keeps those in any other. */
    void forgetRemoved(long number) {
        kept.computeIfPresent(number, (_, assigned) -> assigned.directory.linkCount() == 0 ? null : assigned);
    }

    /** Returns in how many directories positions are kept. */
    int directories() {
        return kept.size();
    }

    private static List<Entry> sorted(List<Entry> entries) {
        return entries.stream().sorted(BY_POSITION).toList();
    }

    private static boolean areDistinct(List<Entry> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).position() == sorted.get(i - 1).position()) {
                return false;
            }
        }
        return true;
    }

    /** The positions of all names of a directory. */
    private static final class Assigned {

        private final Directory directory;
        private Map<Symbol, Long> positions = Map.of();

        Assigned(Directory directory) {
            this.directory = directory;
        }

        /**
         * Reads the entries within the lock. Otherwise, a listing that has read them earlier could forget the position
         * that another one has given a new name.
         */
        synchronized List<Entry> place(Supplier<List<Entry>> entries) {
            List<Entry> found = sorted(entries.get());
            Map<Symbol, Long> placed = ListingPositions.place(found, positions);
            positions = placed;
            return sorted(found.stream()
                    .map(entry -> entry.at(placed.getOrDefault(entry.name, entry.position)))
                    .toList());
        }
    }

    /** Leaves names where they were before. New ones get the position that they want, or the next free one. */
    private static Map<Symbol, Long> place(List<Entry> sorted, Map<Symbol, Long> before) {
        Map<Symbol, Long> positions = HashMap.newHashMap(sorted.size());
        Set<Long> taken = HashSet.newHashSet(sorted.size());
        List<Entry> added = new ArrayList<>();
        for (Entry entry : sorted) {
            Long position = before.get(entry.name);
            if (position == null) {
                added.add(entry);
            } else {
                positions.put(entry.name, position);
                taken.add(position);
            }
        }
        List<Entry> displaced = new ArrayList<>();
        for (Entry entry : added) {
            if (taken.add(entry.position)) {
                positions.put(entry.name, entry.position);
            } else {
                displaced.add(entry);
            }
        }
        long last = 0;
        for (Entry entry : displaced) {
            last = Math.max(last, entry.position);
            while (!taken.add(last)) {
                last++;
            }
            positions.put(entry.name, last);
        }
        return positions;
    }
}
