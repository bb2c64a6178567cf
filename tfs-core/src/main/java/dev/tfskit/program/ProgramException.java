// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.source.Notice;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when a program cannot run. The message lists everything that the program needs and the tree lacks, or gives
 * another reason.
 */
public final class ProgramException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient List<Notice> faults;

    ProgramException(List<Notice> faults) {
        super(faults.stream()
                .map(fault -> fault.subject() + ": " + fault.text())
                .collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    ProgramException(String subject, String problem) {
        this(List.of(new Notice(subject, problem)));
    }

    /**
     * Returns the reasons.
     *
     * @return at least one fault, each with the file that it is about
     */
    public List<Notice> faults() {
        return faults;
    }
}
