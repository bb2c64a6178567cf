// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.program.ProgramFinding.Kind;
import java.util.function.Consumer;

/**
 * Reports findings about one path.
 *
 * @param subject the path of the program, or the attribute of the root that holds a path
 * @param findings receives each finding
 */
record ProgramProblems(String subject, Consumer<ProgramFinding> findings) {

    /** Reports that the kernel or the interpreter cannot load the program. */
    void notLoadable(String problem) {
        add(Kind.NOT_LOADABLE, problem);
    }

    /** Reports that something is beyond the limits of the check. */
    void unchecked(String problem) {
        add(Kind.UNCHECKED, problem);
    }

    /** Reports that some of the functions that the program uses fail. */
    void missingCalls(String problem) {
        add(Kind.MISSING_CALLS, problem);
    }

    private void add(Kind kind, String problem) {
        findings.accept(new ProgramFinding(kind, subject, problem));
    }
}
