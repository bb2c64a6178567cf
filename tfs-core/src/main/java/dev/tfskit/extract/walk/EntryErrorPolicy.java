// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets an extraction continue after an entry fails: reports the entry and skips everything below it. Not thread-safe.
 */
public final class EntryErrorPolicy {

    private final Consumer<EntryProblem> problems;
    private final Function<IOException, Optional<String>> explanation;
    private final Set<TreePath> failed = new HashSet<>();

    /**
     * Creates a policy without failures so far.
     *
     * @param problems receives every entry that failed
     * @param explanation returns the reason of an exception for people; empty if the exception concerns all entries
     */
    public EntryErrorPolicy(Consumer<EntryProblem> problems, Function<IOException, Optional<String>> explanation) {
        this.problems = problems;
        this.explanation = explanation;
    }

    /**
     * Runs a step for an entry, unless a step for a directory above it has failed. A failure is reported, not thrown.
     *
     * @param path the path of the entry
     * @param step the step
     * @throws IOException when the failure concerns all entries, such as a full disk
     */
    public void attempt(TreePath path, IoRunnable step) throws IOException {
        if (path.parent().filter(failed::contains).isPresent()) {
            failed.add(path);
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            fail(path, explanation.apply(e).orElseThrow(() -> e));
        }
    }

    /**
     * Reports an entry that cannot be extracted. Entries below it are skipped from now on.
     *
     * @param path the path of the entry
     * @param reason the reason, in lower case
     */
    public void fail(TreePath path, String reason) {
        failed.add(path);
        problems.accept(new EntryProblem(path, reason));
    }

    /**
     * Returns whether a step for a path or for a directory above it has failed.
     *
     * @param path the path
     * @return true when entries at the path are skipped
     */
    public boolean hasFailed(TreePath path) {
        return failed.contains(path);
    }
}
