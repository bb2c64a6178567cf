// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.util.Objects;

/** Thrown when the work of a tool has failed; the exception has the whole message for the user. */
public final class ToolFailedException extends IOException {

    private static final long serialVersionUID = 1;

    private final String subject;
    private final String problem;
    private final String remedy;

    /**
     * Creates an exception.
     *
     * @param subject the thing that failed; may be empty
     * @param problem what is wrong
     * @param remedy what to do; may be empty
     */
    public ToolFailedException(String subject, String problem, String remedy) {
        super(subject.isEmpty() ? Objects.requireNonNull(problem) : subject + ": " + problem);
        this.subject = subject;
        this.problem = problem;
        this.remedy = Objects.requireNonNull(remedy);
    }

    Failure failure() {
        return Failure.of(subject, problem, remedy);
    }
}
