// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.ContentDigest;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds files with the same content. Only files of the same length are read, the longest first, and at most the bytes
 * that the constructor gets. Files of fewer than {@value #LEAST_BYTES} bytes are left out. Not thread-safe.
 */
final class Duplicates {

    /** Shorter files cost little, whatever they hold. */
    private static final long LEAST_BYTES = 512;

    private final long mostBytes;
    private final TreeMap<Long, List<Candidate>> byLength = new TreeMap<>();
    private final ContentDigest digest = new ContentDigest();

    private record Candidate(int row, RegularFile file) {}

    Duplicates(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Adds a file with its row of the tree. */
    void offer(int row, RegularFile file) {
        try {
            if (file.length() >= LEAST_BYTES) {
                byLength.computeIfAbsent(file.length(), _ -> new ArrayList<>()).add(new Candidate(row, file));
            }
        } catch (TfsFormatException damaged) {
            // Files without a length have no content to compare.
        }
    }

    /** Compares the files, and writes each group of equal files: their number and their rows. */
    void writeTo(PageData data) throws IOException {
        Column groups = data.column("duplicates");
        long room = mostBytes;
        long unread = 0;
        for (Map.Entry<Long, List<Candidate>> each : byLength.descendingMap().entrySet()) {
            List<Candidate> candidates = each.getValue();
            if (candidates.size() == 1) {
                continue;
            }
            if (each.getKey() > room / candidates.size()) {
                unread += candidates.size();
                continue;
            }
            room -= each.getKey() * candidates.size();
            for (List<Integer> group : equal(candidates)) {
                groups.number(group.size());
                group.forEach(groups::number);
            }
        }
        data.column("duplicates.unread").number(unread);
    }

    private List<List<Integer>> equal(List<Candidate> candidates) throws IOException {
        Map<String, List<Integer>> byDigest = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            try {
                byDigest.computeIfAbsent(digest.sha256(candidate.file), _ -> new ArrayList<>())
                        .add(candidate.row);
            } catch (TfsFormatException damaged) {
                // A damaged file equals no other; the findings name it.
            }
        }
        return byDigest.values().stream().filter(rows -> rows.size() > 1).toList();
    }
}
