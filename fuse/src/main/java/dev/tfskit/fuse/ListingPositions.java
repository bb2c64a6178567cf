// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The positions of entries in the listings of all directories. An entry keeps its position when others come or go, so
 * that a listing can go on at a position: it shows no entry twice that stays, and leaves none out.
 *
 * <p>The position follows from the inode and the name, and takes no memory for each name. When several names of a
 * directory would get the same one, all but one of them must take another. The positions of that directory are then
 * kept, as long as a name has another one. The name that was there first has its position already, which a program may
 * have come to in a listing, so a newer one must take another. This therefore holds which directories were listed, as a
 * bit for each, and the names that have come into one of them since, as far as they may be such newer ones. The next
 * listing drops these names. Of a volume that cannot change this holds nothing. Thread-safe.
 */
final class ListingPositions {

    /** The bits of a position that distinguish the names of one inode; few, as 32-bit programs need low positions. */
    private static final int NAME_BITS = 12;

    private static final Comparator<Entry> BY_POSITION = (entry, other) -> Long.compare(entry.position, other.position);

    private final boolean canChange;
    /** The numbers of the directories that were listed, until they are removed. */
    private final NumberSet listed = new NumberSet();
    /** What is kept of a directory, by number. One of them is used only under its monitor, and while it is here. */
    private final Map<Long, Kept> kept = new ConcurrentHashMap<>();

    /** Creates the positions for the directories of a volume. */
    ListingPositions(Volume volume) {
        canChange = volume instanceof WritableVolume;
    }

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
        if (!canChange) {
            return new Kept(directory).distinct(sorted(entries.get()));
        }
        long number = directory.sessionNumber();
        // A name that comes before this line is among the entries, and one that comes later is noted.
        listed.add(number);
        if (!kept.containsKey(number)) {
            List<Entry> found = sorted(entries.get());
            // Another listing may have given a name another position meanwhile.
            if (areDistinct(found) && !kept.containsKey(number)) {
                return found;
            }
        }
        return withKept(directory, names -> {
            // Entries that were read before could lack a name to which another listing has given a position.
            List<Entry> found = names.distinct(sorted(entries.get()));
            if (names.size() == 0) {
                kept.remove(number);
            }
            return found;
        });
    }

    /**
     * Notes that an inode which may have other names has got this one, by a link or a rename. The request must not be
     * answered before: until its answer, the kernel lets no program list the directory.
     */
    void noteAdded(Directory directory, Symbol name) {
        if (wasListed(directory) && linkCount(directory, name) > 1) {
            withKept(directory, names -> names.add(name));
        }
    }

    /** Forgets what it holds of a directory, if that has been removed. */
    void forgetRemoved(Directory directory) {
        if (directory.linkCount() == 0) {
            long number = directory.sessionNumber();
            listed.remove(number);
            kept.remove(number);
        }
    }

    /** Returns whether it holds that a directory was listed. */
    boolean wasListed(Directory directory) {
        return listed.contains(directory.sessionNumber());
    }

    /** Returns the number of directories of which it holds more than that they were listed. */
    int directories() {
        return kept.size();
    }

    /** Returns the number of names that it holds, in all directories. */
    int names() {
        int names = 0;
        for (Kept each : kept.values()) {
            synchronized (each) {
                names += each.size();
            }
        }
        return names;
    }

    /** Runs a task with what is kept of a directory, while no other thread uses or drops that. */
    private <T> T withKept(Directory directory, Function<Kept, T> task) {
        long number = directory.sessionNumber();
        while (true) {
            Kept names = kept.computeIfAbsent(number, _ -> new Kept(directory));
            synchronized (names) {
                if (kept.get(number) == names) {
                    return task.apply(names);
                }
            }
        }
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

    /**
     * What is kept of a directory that was listed: either positions, or names that have come since the last listing.
     * Not thread-safe.
     */
    private static final class Kept {

        private static final int FEW = 64;

        private final Directory directory;
        /** The positions of all names in the last listing, if one had not the position that follows from it. */
        private Map<Symbol, Long> positions = Map.of();
        /** As long as there are no positions: names that have come since the last listing. */
        private final Set<Symbol> added = new HashSet<>();
        /** At so many, names that are gone again are dropped. */
        private int mostAdded = FEW;

        Kept(Directory directory) {
            this.directory = directory;
        }

        int size() {
            return positions.size() + added.size();
        }

        /** Gives all entries of the directory, which are sorted, positions of their own. */
        List<Entry> distinct(List<Entry> found) {
            List<Entry> distinct = found;
            if (!positions.isEmpty() || !areDistinct(found)) {
                Map<Symbol, Long> places = place(found);
                distinct = sorted(found.stream()
                        .map(entry -> entry.at(places.getOrDefault(entry.name, entry.position)))
                        .toList());
                positions = distinct.equals(found) ? Map.of() : places;
            }
            added.clear();
            return distinct;
        }

        /**
         * Remembers a name that has come, unless the positions tell that.
         *
         * @return whether this was necessary
         */
        boolean add(Symbol name) {
            if (!positions.isEmpty()) {
                return false;
            }
            if (added.size() >= mostAdded) {
                added.removeIf(each -> linkCount(directory, each) == 0);
                mostAdded = Math.max(FEW, 2 * added.size());
            }
            return added.add(name);
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
            List<Entry> unplaced = new ArrayList<>(older);
            unplaced.addAll(newer);
            for (Entry entry : unplaced) {
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
