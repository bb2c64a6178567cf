// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.TfsFormatException;
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
 * The positions of entries in the listings of all directories. An entry keeps its position when others come or go, so
 * that a listing can go on at a position: it shows no entry twice that stays, and leaves none out.
 *
 * <p>The position follows from the inode and the name, and takes no memory for each name. Only when several names of a
 * directory would get the same one, the positions of that directory are kept. An older name then has its position
 * already, which a program may have come to in a listing, and a newer one must take another. So of each directory that
 * was listed, this holds the names that have come since, as far as they may be such newer ones. Thread-safe.
 */
final class ListingPositions {

    /** The bits of a position that distinguish the names of one inode; few, as 32-bit programs need low positions. */
    private static final int NAME_BITS = 12;

    private static final Comparator<Entry> BY_POSITION = (entry, other) -> Long.compare(entry.position, other.position);

    /** The directories that were listed, by number, until they are removed. */
    private final Map<Long, Listed> listed = new ConcurrentHashMap<>();

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
        return listed.computeIfAbsent(directory.sessionNumber(), _ -> new Listed(directory))
                .distinct(entries);
    }

    /**
     * Notes that an inode which may have other names has got this one, by a link or a rename. The request must not be
     * answered before: until its answer, the kernel lets no program list the directory.
     */
    void noteAdded(Directory directory, Symbol name) {
        Listed known = listed.get(directory.sessionNumber());
        if (known != null && linkCount(directory, name) > 1) {
            known.noteAdded(name);
        }
    }

    /** Forgets what it holds of a directory that has been removed; keeps that of any other. */
    void forgetRemoved(long number) {
        listed.computeIfPresent(number, (_, known) -> known.directory.linkCount() == 0 ? null : known);
    }

    /** Returns the number of directories of which it holds something. */
    int directories() {
        return listed.size();
    }

    /** Returns the link count of an entry; 0 when there is none, or none with an inode. */
    private static long linkCount(Directory directory, Symbol name) {
        try {
            return directory.find(name).map(Inode::linkCount).orElse(0L);
        } catch (TfsFormatException noInode) {
            return 0;
        }
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

    /** A directory that was listed. */
    private static final class Listed {

        private static final int FEW = 64;

        private final Directory directory;
        /** The positions of all names in the last listing, once several would have got the same one; empty before. */
        private Map<Symbol, Long> positions = Map.of();
        /** As long as there are no positions: names that have come since the last listing. */
        private Set<Symbol> added = Set.of();
        /** At so many, names that are gone again are dropped. */
        private int mostAdded = FEW;

        Listed(Directory directory) {
            this.directory = directory;
        }

        /**
         * Reads the entries within the lock. Otherwise, a listing that has read them earlier could forget the position
         * that another one has given a new name.
         */
        synchronized List<Entry> distinct(Supplier<List<Entry>> entries) {
            List<Entry> found = sorted(entries.get());
            if (!positions.isEmpty() || !areDistinct(found)) {
                positions = place(found);
                found = sorted(found.stream()
                        .map(entry -> entry.at(positions.getOrDefault(entry.name, entry.position)))
                        .toList());
            }
            added = Set.of();
            mostAdded = FEW;
            return found;
        }

        synchronized void noteAdded(Symbol name) {
            if (positions.isEmpty()) {
                if (added.isEmpty()) {
                    added = new HashSet<>();
                } else if (added.size() >= mostAdded) {
                    added.removeIf(each -> linkCount(directory, each) == 0);
                    mostAdded = Math.max(FEW, 2 * added.size());
                }
                added.add(name);
            }
        }

        /**
         * Leaves names where they were before. New ones get the position that they want, or the next free one; of two
         * that want the same, one that was there at the last listing gets it.
         */
        private Map<Symbol, Long> place(List<Entry> sorted) {
            Map<Symbol, Long> places = HashMap.newHashMap(sorted.size());
            Set<Long> taken = HashSet.newHashSet(sorted.size());
            List<Entry> older = new ArrayList<>();
            List<Entry> newer = new ArrayList<>();
            for (Entry entry : sorted) {
                Long position = positions.get(entry.name);
                if (position != null) {
                    places.put(entry.name, position);
                    taken.add(position);
                } else if (added.contains(entry.name)) {
                    newer.add(entry);
                } else {
                    older.add(entry);
                }
            }
            List<Entry> displaced = new ArrayList<>();
            older.addAll(newer);
            for (Entry entry : older) {
                if (taken.add(entry.position)) {
                    places.put(entry.name, entry.position);
                } else {
                    displaced.add(entry);
                }
            }
            displaced.sort(BY_POSITION);
            long last = 0;
            for (Entry entry : displaced) {
                last = Math.max(last, entry.position);
                while (!taken.add(last)) {
                    last++;
                }
                places.put(entry.name, last);
            }
            return places;
        }
    }
}
