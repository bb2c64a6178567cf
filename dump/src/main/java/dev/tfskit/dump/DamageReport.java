// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.EntryProblem;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reports each entry that could not be shown or extracted, and records for the exit code whether there was one. A view
 * may meet the same problem of an entry again; it is reported once.
 */
final class DamageReport {

    private final Diagnostics diagnostics;
    /** Sorted, because an image can choose names with equal hashes. */
    private final Set<EntryProblem> reported = new TreeSet<>(DamageReport::compare);

    DamageReport(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Compares without a comparator of the JDK, for which the JVM would make classes in each run. */
    private static int compare(EntryProblem problem, EntryProblem other) {
        int byPath = problem.path().compareTo(other.path());
        return byPath == 0 ? problem.text().compareTo(other.text()) : byPath;
    }

    void add(TreePath path, String problem) {
        if (reported.add(new EntryProblem(path, problem))) {
            diagnostics.problem(path.toString(), problem);
        }
    }

    ExitCode exitCode() {
        return reported.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
