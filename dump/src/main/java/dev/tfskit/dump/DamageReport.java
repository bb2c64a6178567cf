// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.schema.TreePath;

/** Reports each entry that could not be shown or extracted, and records for the exit code whether there was one. */
final class DamageReport {

    private final Diagnostics diagnostics;
    private boolean any;

    DamageReport(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void add(TreePath path, String problem) {
        any = true;
        diagnostics.problem(path.toString(), problem);
    }

    ExitCode exitCode() {
        return any ? ExitCode.FAILED : ExitCode.OK;
    }
}
