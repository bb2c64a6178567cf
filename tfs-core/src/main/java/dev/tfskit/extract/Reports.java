// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.extract.FileBatch.Remark;
import dev.tfskit.io.sum.LengthSum;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Delivers reports about entries in the order of the entries, although several threads extract them. Only the thread
 * that walks the tree may call its methods.
 */
final class Reports {

    private final Consumer<EntryProblem> problems;
    private final Consumer<EntryProblem> warnings;
    private final Set<TreePath> missing = new HashSet<>();
    private final Deque<FileBatch> expected = new ArrayDeque<>();
    /** For each batch, the reports about later entries that were known before the batch ended. */
    private final Map<FileBatch, List<Remark>> later = new HashMap<>();

    private long entries;
    private long fileBytes;

    Reports(Consumer<EntryProblem> problems, Consumer<EntryProblem> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Reports an entry that was not extracted. */
    void problem(EntryProblem entry) {
        report(new Remark(entry, false));
    }

    /** Reports an entry that was extracted, but not in every respect. */
    void warning(EntryProblem entry) {
        report(new Remark(entry, true));
    }

    /** Counts an entry that was extracted. */
    void count(long length) {
        entries++;
        fileBytes = LengthSum.of(fileBytes, length);
    }

    /** Keeps back reports of later entries until those of a batch are known. */
    void expect(FileBatch batch) {
        expected.add(batch);
    }

    boolean isComplete() {
        return expected.isEmpty();
    }

    /** Returns whether a report can be delivered. */
    boolean isReady() {
        return !expected.isEmpty() && expected.getFirst().isDone();
    }

    private void report(Remark remark) {
        if (expected.isEmpty()) {
            pass(remark);
        } else {
            later.computeIfAbsent(expected.getLast(), _ -> new ArrayList<>()).add(remark);
        }
    }

    private void pass(Remark remark) {
        if (remark.isExtracted()) {
            warnings.accept(remark.entry());
        } else {
            missing.add(remark.entry().path());
            problems.accept(remark.entry());
        }
    }

    /**
     * Delivers the reports that are known by now.
     *
     * @throws IOException the reason why a thread could not go on
     */
    void deliver() throws IOException {
        while (!expected.isEmpty() && expected.getFirst().isDone()) {
            FileBatch batch = expected.removeFirst();
            batch.remarks().forEach(this::pass);
            entries += batch.files();
            fileBytes = LengthSum.of(fileBytes, batch.fileBytes());
            rethrow(batch);
            List<Remark> next = later.remove(batch);
            if (next != null) {
                next.forEach(this::pass);
            }
        }
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private static void rethrow(FileBatch batch) throws IOException {
        Throwable failure = batch.failure();
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Returns the entries whose reports say that they were not extracted, as far as these are delivered. */
    Set<TreePath> missing() {
        return Set.copyOf(missing);
    }

    long entries() {
        return entries;
    }

    long fileBytes() {
        return fileBytes;
    }
}
