// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.schema.TreePath;
import dev.tfskit.survey.TreeFigures.SizedFile;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the largest of many files. Not thread-safe. */
final class LargestFiles {

    private final int most;
    /**
     * The candidates, the smallest first; among files of equal length the latest first, so that it is dropped first.
     */
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(
            Comparator.comparingLong(Candidate::bytes).thenComparing(Candidate::order, Comparator.reverseOrder()));

    private long offered;

    private record Candidate(TreePath path, long bytes, long order) {}

    LargestFiles(int most) {
        this.most = most;
    }

    void offer(TreePath path, long bytes) {
        candidates.add(new Candidate(path, bytes, offered++));
        if (candidates.size() > most) {
            candidates.poll();
        }
    }

    /** Returns the files, the largest first; equal ones in the order in which they were offered. */
    List<SizedFile> list() {
        return candidates.stream()
                .sorted(candidates.comparator().reversed())
                .map(candidate -> new SizedFile(candidate.path, candidate.bytes))
                .toList();
    }
}
