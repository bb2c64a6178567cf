// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

/**
 * A reason why the program of a volume may not run. Immutable.
 *
 * @param kind the kind of the reason
 * @param program the path of the program; {@code program} or {@code cwd} if the fault is in this attribute of the root
 * @param problem what is wrong, for people: a text to put behind the path
 */
public record ProgramFinding(Kind kind, String program, String problem) {

    /** The kinds of findings. */
    public enum Kind {
        /** The kernel or the interpreter of the program cannot load it. */
        NOT_LOADABLE,
        /** The program may start: its path or its libraries are beyond the limits of the check. */
        UNCHECKED,
        /** The program starts, but some of the functions that it uses fail. */
        MISSING_CALLS
    }
}
