// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.Sha2;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Finds files that have another path in the second volume than in the first, by their contents. Stateless. */
public final class Moves {

    private static final int BUFFER_BYTES = 256 << 10;

    private Moves() {}

    /**
     * Finds the moved files. Files without contents are all alike, so they count as removed and new.
     *
     * @param first the first volume
     * @param onlyInFirst the paths that only the first volume has
     * @param second the second volume
     * @param onlyInSecond the paths that only the second volume has
     * @return the moves, in the order of the first paths
     * @throws IOException when a device cannot be read; a damaged file is not moved
     */
    public static List<Difference.Moved> between(
            Volume first, Collection<TreePath> onlyInFirst, Volume second, Collection<TreePath> onlyInSecond)
            throws IOException {
        Map<Long, List<Candidate>> before = candidates(first, onlyInFirst);
        Map<Long, List<Candidate>> after = candidates(second, onlyInSecond);
        List<Difference.Moved> moves = new ArrayList<>();
        for (Map.Entry<Long, List<Candidate>> entry : before.entrySet()) {
            List<Candidate> sameSize = after.getOrDefault(entry.getKey(), List.of());
            if (sameSize.isEmpty()) {
                continue;
            }
            Map<String, Deque<TreePath>> targets = new HashMap<>();
            for (Candidate candidate : sameSize) {
                targets.computeIfAbsent(candidate.digest(), _ -> new ArrayDeque<>())
                        .add(candidate.path);
            }
            for (Candidate candidate : entry.getValue()) {
                Deque<TreePath> same = targets.getOrDefault(candidate.digest(), new ArrayDeque<>());
                if (!same.isEmpty()) {
                    moves.add(new Difference.Moved(candidate.path, same.poll()));
                }
            }
        }
        moves.sort((one, other) -> one.path().compareTo(other.path()));
        return moves;
    }

    private record Candidate(TreePath path, RegularFile file) {

        /** Returns the digest of the content; for a damaged file its path, which equals no digest. */
        String digest() throws IOException {
            try {
                return digestOfContent();
            } catch (TfsFormatException damage) {
                return path.toString();
            }
        }

        private String digestOfContent() throws IOException {
            MessageDigest digest = Sha2.sha256();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            file.content().addTo(digest, buffer);
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static Map<Long, List<Candidate>> candidates(Volume volume, Collection<TreePath> paths) throws IOException {
        PathLookup lookup = new PathLookup(volume, PathLookup.Links.ON_THE_WAY);
        Map<Long, List<Candidate>> candidates = new HashMap<>();
        for (TreePath path : paths) {
            try {
                if (lookup.find(Text.wrap(path.toText().toByteArray())).inode() instanceof RegularFile file
                        && file.length() > 0) {
                    candidates
                            .computeIfAbsent(file.length(), _ -> new ArrayList<>())
                            .add(new Candidate(path, file));
                }
            } catch (TfsFormatException damage) {
                // The comparison itself reports the damage.
            }
        }
        return candidates;
    }
}
