// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Inode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The positions of entries in the listings of all directories. An entry keeps its position when others are removed. The
 * position follows from the inode and the name, so it takes no memory, unless several names of a directory would get
 * the same one: then the positions of that directory are kept. Thread-safe.
 */
final class ListingPositions {

    /** The bits of a position that distinguish the names of one inode; few, as 32-bit programs need low positions. */
    private static final int NAME_BITS = 12;

    private static final Comparator<Entry> BY_POSITION = Comparator.comparingLong(Entry::position);

    /** The positions of all names, by the number of the directory. */
    private final Map<Long, Map<Symbol, Long>> kept = new ConcurrentHashMap<>();

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
     * @param directory the number of the directory
     * @param entries all its entries, each with the position that {@link Entry#of} gives it
     * @return the entries in the order of their positions
     */
    List<Entry> distinct(long directory, List<Entry> entries) {
        List<Entry> sorted = entries.stream().sorted(BY_POSITION).toList();
        Map<Symbol, Long> before = kept.getOrDefault(directory, Map.of());
        if (before.isEmpty() && areDistinct(sorted)) {
            return sorted;
        }
        List<Entry> placed = place(sorted, before);
        if (placed.equals(sorted)) {
            kept.remove(directory);
        } else {
            Map<Symbol, Long> now = HashMap.newHashMap(placed.size());
            placed.forEach(entry -> now.put(entry.name(), entry.position()));
            kept.put(directory, now);
        }
        return placed;
    }

    private static boolean areDistinct(List<Entry> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).position() == sorted.get(i - 1).position()) {
                return false;
            }
        }
        return true;
    }

    /** Leaves names where they were before. New ones go to the place that they want, or behind it. */
    private static List<Entry> place(List<Entry> sorted, Map<Symbol, Long> before) {
        NavigableMap<Long, Entry> places = new TreeMap<>();
        List<Entry> added = new ArrayList<>();
        for (Entry entry : sorted) {
            Long position = before.get(entry.name());
            if (position == null) {
                added.add(entry);
            } else {
                places.put(position, entry.at(position));
            }
        }
        List<Entry> displaced = new ArrayList<>();
        for (Entry entry : added) {
            if (places.putIfAbsent(entry.position(), entry) != null) {
                displaced.add(entry);
            }
        }
        long last = 0;
        for (Entry entry : displaced) {
            last = Math.max(last, entry.position());
            while (places.containsKey(last)) {
                last++;
            }
            places.put(last, entry.at(last));
        }
        return List.copyOf(places.values());
    }
}
