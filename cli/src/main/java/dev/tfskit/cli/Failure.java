// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * What a person is told when a tool fails: one line that names what it is about, what is wrong and what to do.
 *
 * @param exitCode how the tool ends
 * @param subject what it is about, such as a file; may be empty
 * @param problem what is wrong
 * @param remedy what to do; empty when there is nothing to say
 */
public record Failure(ExitCode exitCode, String subject, String problem, String remedy) {

    /** Nothing may be null. */
    public Failure {
        Objects.requireNonNull(exitCode);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(problem);
        Objects.requireNonNull(remedy);
    }

    /** A failure of the work, as against a wrong command line. */
    public static Failure of(String subject, String problem, String remedy) {
        return new Failure(ExitCode.FAILED, subject, problem, remedy);
    }

    /** The line without its end. Control characters inside are escaped. */
    String line(String tool) {
        StringBuilder line = new StringBuilder(tool);
        if (!subject.isEmpty()) {
            line.append(": ").append(subject);
        }
        line.append(": ").append(problem);
        if (!remedy.isEmpty()) {
            line.append("; ").append(remedy);
        }
        return Printable.of(line.toString());
    }
}
