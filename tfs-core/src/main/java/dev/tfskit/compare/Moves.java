// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SharedInodes;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds files and directories that have another path in the second volume than in the first, by their contents.
 * Stateless.
 */
public final class Moves {

    private Moves() {}

    /**
     * Finds what has moved, and which attributes have changed with the move. Files without contents are all alike, so
     * by themselves they count as removed and new. A directory has moved when all that was in it has moved with it, and
     * nothing new is in it; then the moves of its entries are not listed, but what differs in their attributes is.
     *
     * @param first the first volume; it stays open
     * @param second the second volume; it stays open
     * @param onlyInFirst what only the first volume has
     * @param onlyInSecond what only the second volume has
     * @return a {@link Difference.Moved} for each move, in the order of {@code onlyInFirst}, and behind it a
     *     {@link Difference.AttributeDiffers} for each attribute that differs
     * @throws IOException when a device cannot be read; a damaged file is not moved, nor a file that shares blocks with
     *     very many others
     */
    public static List<Difference> between(
            Volume first, Volume second, Map<TreePath, Inode> onlyInFirst, Map<TreePath, Inode> onlyInSecond)
            throws IOException {
        if (onlyInFirst.isEmpty() || onlyInSecond.isEmpty()) {
            return List.of();
        }
        DirectoryMoves moves = new DirectoryMoves(
                onlyInFirst,
                onlyInSecond,
                files(onlyInFirst, onlyInSecond, new Digests(first, second), new Digests(first, second)));
        if (moves.isEmpty()) {
            return List.of();
        }
        AttributeComparison attributes = new AttributeComparison(new SharedInodes(first), new SharedInodes(second));
        List<Difference> found = new ArrayList<>();
        onlyInFirst.forEach((path, inode) -> moves.newPath(path).ifPresent(target -> {
            if (!moves.isInMovedDirectory(path)) {
                found.add(new Difference.Moved(path, target));
            }
            attributes.compare(target, inode, Objects.requireNonNull(onlyInSecond.get(target)), found::add);
        }));
        return found;
    }

    /** Returns the new paths of moved files by their old ones. */
    private static Map<TreePath, TreePath> files(
            Map<TreePath, Inode> before, Map<TreePath, Inode> after, Digests digestsBefore, Digests digestsAfter)
            throws IOException {
        Map<Long, List<Candidate>> sizes = candidates(after);
        Map<TreePath, TreePath> moves = new HashMap<>();
        for (Map.Entry<Long, List<Candidate>> entry : candidates(before).entrySet()) {
            List<Candidate> sameSize = sizes.getOrDefault(entry.getKey(), List.of());
            if (sameSize.isEmpty()) {
                continue;
            }
            Map<String, Deque<TreePath>> targets = new HashMap<>();
            for (Candidate candidate : sameSize) {
                targets.computeIfAbsent(digestsAfter.of(candidate), _ -> new ArrayDeque<>())
                        .add(candidate.path);
            }
            for (Candidate candidate : entry.getValue()) {
                Deque<TreePath> same = targets.getOrDefault(digestsBefore.of(candidate), new ArrayDeque<>());
                if (!same.isEmpty()) {
                    moves.put(candidate.path, same.poll());
                }
            }
        }
        return moves;
    }

    private record Candidate(TreePath path, RegularFile file) {}

    /** The digests of the files of one volume. */
    private static final class Digests {

        private final DataDigest digest;
        private final InodeResults<String> known = new InodeResults<>();

        Digests(Volume first, Volume second) {
            digest = new DataDigest(new ReadLimit(first, second));
        }

        /** Returns the digest of the content; for a damaged file its path, which equals no digest. */
        String of(Candidate candidate) throws IOException {
            try {
                return known.get(candidate.file, () -> digest.of(candidate.file));
            } catch (TfsFormatException damage) {
                return candidate.path.quoted();
            }
        }
    }

    /** Returns the files that have contents, by their lengths. */
    private static Map<Long, List<Candidate>> candidates(Map<TreePath, Inode> inodes) {
        Map<Long, List<Candidate>> candidates = new HashMap<>();
        inodes.forEach((path, inode) -> {
            if (inode instanceof RegularFile file && lengthOf(file) > 0) {
                candidates
                        .computeIfAbsent(lengthOf(file), _ -> new ArrayList<>())
                        .add(new Candidate(path, file));
            }
        });
        return candidates;
    }

    /** Returns the length of a file; 0 when that is damaged, so that it counts as a file without contents. */
    private static long lengthOf(RegularFile file) {
        try {
            return file.length();
        } catch (TfsFormatException damage) {
            return 0;
        }
    }
}
