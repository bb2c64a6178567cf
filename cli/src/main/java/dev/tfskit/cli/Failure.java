// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.message.Messages;
import java.util.Objects;

/**
 * The error message of a tool: one line with the subject, the problem and the remedy. Immutable.
 *
 * @param exitCode the exit code of the tool
 * @param subject the thing that failed, such as a file; may be empty
 * @param problem what is wrong
 * @param remedy what to do; may be empty
 */
public record Failure(ExitCode exitCode, String subject, String problem, String remedy) {

    /** Begins the problem with a small letter: the reasons of the host and of the parser begin with a capital one. */
    public Failure {
        Objects.requireNonNull(exitCode);
        Objects.requireNonNull(subject);
        problem = Messages.inSentence(problem);
        Objects.requireNonNull(remedy);
    }

    /** Returns a failure of the work, as opposed to a wrong command line. */
    public static Failure of(String subject, String problem, String remedy) {
        return new Failure(ExitCode.FAILED, subject, problem, remedy);
    }

    /** Returns the line without its end. Control characters inside are escaped. */
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
