// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The entries of a tree that a page lists one by one: all of them, or those with the most blocks. An entry counts with
 * everything below it, so the directories on the way to a listed entry are listed, too.
 *
 * @param entries the number of entries below the root
 * @param listed the listed entries, by their position in a walk
 */
record EntryChoice(int entries, BitSet listed) {

    /** Chooses at most a number of entries. */
    static EntryChoice of(TreeWalk walk, int most) {
        Sizes sizes = new Sizes();
        sizes.measure(walk);
        BitSet listed = new BitSet();
        if (sizes.count <= most) {
            listed.set(0, sizes.count);
            return new EntryChoice(sizes.count, listed);
        }
        long[] blocks = sizes.subtreeBlocks();
        long[] sorted = blocks.clone();
        Arrays.sort(sorted);
        long least = sorted[sorted.length - most];
        int room = most;
        for (long size : blocks) {
            room -= size > least ? 1 : 0;
        }
        // Of the entries of the smallest listed size, chooses the first ones: a directory precedes its entries.
        for (int i = 0; i < blocks.length; i++) {
            if (blocks[i] > least || blocks[i] == least && room-- > 0) {
                listed.set(i);
            }
        }
        return new EntryChoice(sizes.count, listed);
    }

    boolean isWhole() {
        return listed.cardinality() == entries;
    }

    /** The blocks and the directory of each entry. */
    private static final class Sizes {
        private long[] blocks = new long[1024];
        private int[] parents = new int[1024];
        private int count;

        void measure(TreeWalk walk) {
            BitSet seen = new BitSet();
            int[] way = new int[64];
            way[0] = -1;
            while (walk.hasNext()) {
                TreeWalk.Visit visit = walk.next();
                int depth = walk.depth();
                if (depth == way.length) {
                    way = Arrays.copyOf(way, 2 * depth);
                }
                if (count == blocks.length) {
                    blocks = Arrays.copyOf(blocks, 2 * count);
                    parents = Arrays.copyOf(parents, 2 * count);
                }
                parents[count] = way[depth - 1];
                blocks[count] = visit instanceof TreeWalk.Visit.Entry entry && isFirstName(entry.inode(), seen)
                        ? ownBlocks(entry.inode())
                        : 0;
                way[depth] = count++;
            }
        }

        private static boolean isFirstName(Inode inode, BitSet seen) {
            boolean isSeen = seen.get(inode.logNumber());
            seen.set(inode.logNumber());
            return !isSeen;
        }

        private static long ownBlocks(Inode inode) {
            return inode instanceof RegularFile file ? Math.min(file.allocatedBlocks(), Column.MOST) : 0;
        }

        /** Adds to each directory what is below it. */
        long[] subtreeBlocks() {
            long[] sums = Arrays.copyOf(blocks, count);
            for (int i = count - 1; i >= 0; i--) {
                if (parents[i] >= 0) {
                    sums[parents[i]] = Math.min(Column.MOST, sums[parents[i]] + sums[i]);
                }
            }
            return sums;
        }
    }
}
