// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

/**
 * What speaks against running the program of a volume. Immutable.
 *
 * @param kind how bad it is
 * @param program the path of the program, or {@code program} if the attribute is not a path
 * @param problem what is wrong, for people; to be read behind the path
 */
public record ProgramFinding(Kind kind, String program, String problem) {

    /** How bad a finding is. */
    public enum Kind {
        /** The kernel or the interpreter of the program cannot load it. */
        NOT_LOADABLE,
        /** The program starts, but some of the functions that it uses fail. */
        MISSING_CALLS
    }
}
