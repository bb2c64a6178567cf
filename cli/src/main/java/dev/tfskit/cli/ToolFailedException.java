package dev.tfskit.cli;

import java.io.IOException;
import java.util.Objects;

/** The work failed, and whoever found out has the words for it. */
public final class ToolFailedException extends IOException {

    private static final long serialVersionUID = 1;

    private final String subject;
    private final String problem;
    private final String remedy;

    /** As the parts of a {@link Failure}; the first and the last may be empty. */
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
