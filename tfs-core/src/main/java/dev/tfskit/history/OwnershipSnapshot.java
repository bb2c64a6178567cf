// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.DamageTolerantDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The owner of each block of a volume at one moment. {@link #reportLost} compares it with the same volume at an earlier
 * moment, to find contents that are gone. Inodes are identified by their number in the dictionary, so the two moments
 * must be of the same log. A block has one owner: when the extents of a damaged volume overlap, the one that begins
 * first. {@code check.BlockClaims} reports such extents. A snapshot takes a few words of memory for each extent.
 * Immutable.
 */
public final class OwnershipSnapshot {

    /** The log, under the number of the root, which owns no blocks itself. */
    private static final int LOG = 1;

    private final CoveredBlocks owned;
    private final CoveredBlocks ownedByOwner;
    private final int runs;
    /** The owners, in ascending order. */
    private final int[] owners;
    /** For each owner, the index of the first of its runs in {@link #ownedByOwner}; at the end, the number of runs. */
    private final int[] firstRuns;

    /** The blocks from {@code start} to {@code end}, exclusive, of an inode or of the log. */
    record OwnedBlocks(long start, long end, int owner) {}

    /**
     * A file that has lost blocks to other owners.
     *
     * @param path the path that the file had
     * @param blocks how many blocks of its content are lost
     */
    public record LostContent(TreePath path, long blocks) {

        /**
         * Returns the loss in words.
         *
         * @return a clause about the file, for a message that begins with its path
         */
        public String problem() {
            return Messages.of(blocks, "block of it belongs", "blocks of it belong")
                    + " to another file by now, so this content may be lost";
        }
    }

    private OwnershipSnapshot(List<OwnedBlocks> claims) {
        List<OwnedBlocks> disjoint = disjoint(claims);
        owned = new CoveredBlocks(disjoint);
        disjoint.sort(Comparator.comparingInt(OwnedBlocks::owner));
        ownedByOwner = new CoveredBlocks(disjoint);
        runs = disjoint.size();
        owners = disjoint.stream().mapToInt(OwnedBlocks::owner).distinct().toArray();
        firstRuns = new int[owners.length + 1];
        int owner = 0;
        for (int run = 0; run < runs; run++) {
            if (disjoint.get(run).owner != owners[owner]) {
                firstRuns[++owner] = run;
            }
        }
        firstRuns[owners.length] = runs;
    }

    /**
     * Records the owners of the blocks of a volume. The snapshot does not need the volume afterwards.
     *
     * @param volume the volume
     * @return the owners
     */
    public static OwnershipSnapshot of(Volume volume) {
        List<OwnedBlocks> claims = new ArrayList<>();
        for (Extension extension : volume.logExtensions()) {
            claims.add(new OwnedBlocks(extension.startBlock(), extension.startBlock() + extension.blocks(), LOG));
        }
        BitSet met = new BitSet();
        forEachFile(volume, (_, file) -> {
            int number = file.logNumber();
            if (met.get(number)) {
                return;
            }
            met.set(number);
            for (Extent extent : file.readableExtents(_ -> {})) {
                claims.add(new OwnedBlocks(extent.startBlock(), extent.startBlock() + extent.allocated(), number));
            }
        });
        return new OwnershipSnapshot(claims);
    }

    /**
     * Names the files of an earlier moment that have lost blocks since then: the log keeps the old tree, but blocks are
     * used again. When the log is damaged behind that moment, or the device fails to read it, these files are unknown.
     *
     * @param device the device that holds the volume, from its first byte; it stays open
     * @param past the volume on this device at the earlier moment, see {@link Volume#openAt}
     * @param lost receives each file, under each of its names, in the order of a walk
     * @return why the files are unknown, for a message about the image; empty when they are known
     * @throws IOException when the device is closed
     */
    public static Optional<String> reportLost(BlockDevice device, Volume past, Consumer<LostContent> lost)
            throws IOException {
        Volume present;
        try {
            // Not closed: that would close the device.
            present = Volume.open(new DamageTolerantDevice(device));
        } catch (TfsFormatException e) {
            return Optional.of(
                    "the log is damaged after that record, so it is unknown which files have lost blocks since: "
                            + Messages.reasonOf(e));
        }
        of(present).reportLost(past, lost);
        return Optional.empty();
    }

    /**
     * Names the files of an earlier moment that have lost blocks to other files, or to the log, by the moment of this
     * snapshot. It does not see content that was overwritten in place, nor blocks that had another owner only in
     * between.
     *
     * @param past the same volume at the earlier moment, see {@link Volume#openAt}
     * @param lost receives each file, under each of its names, in the order of a walk
     */
    public void reportLost(Volume past, Consumer<LostContent> lost) {
        Map<Integer, Long> counted = new HashMap<>();
        forEachFile(past, (path, file) -> {
            long blocks = counted.computeIfAbsent(file.logNumber(), _ -> countLost(file));
            if (blocks > 0) {
                lost.accept(new LostContent(path, blocks));
            }
        });
    }

    private long countLost(RegularFile file) {
        long blocks = 0;
        for (Extent extent : file.readableExtents(_ -> {})) {
            if (!extent.uninitialised()) {
                blocks += countOthers(extent.startBlock(), extent.startBlock() + extent.length(), file.logNumber());
            }
        }
        return blocks;
    }

    private static void forEachFile(Volume volume, BiConsumer<TreePath, RegularFile> visitor) {
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry entry && entry.inode() instanceof RegularFile file) {
                visitor.accept(entry.path(), file);
            }
        }
    }

    /**
     * Returns claims without overlaps, in the order of the volume. In a damaged volume, a block goes to its first
     * owner.
     */
    private static List<OwnedBlocks> disjoint(List<OwnedBlocks> claims) {
        claims.sort(Comparator.comparingLong(OwnedBlocks::start));
        List<OwnedBlocks> disjoint = new ArrayList<>(claims.size());
        long end = 0;
        for (OwnedBlocks claim : claims) {
            if (claim.end > Math.max(claim.start, end)) {
                disjoint.add(new OwnedBlocks(Math.max(claim.start, end), claim.end, claim.owner));
                end = claim.end;
            }
        }
        return disjoint;
    }

    private long countOthers(long start, long end, int owner) {
        int from = firstOf(owner);
        int to = firstOf(owner + 1);
        return owned.count(0, runs, start, end) - ownedByOwner.count(from, to, start, end);
    }

    /** Returns the index of the first run of this owner or of an owner with a higher number. */
    private int firstOf(int owner) {
        int found = Arrays.binarySearch(owners, owner);
        return firstRuns[found >= 0 ? found : -found - 1];
    }
}
