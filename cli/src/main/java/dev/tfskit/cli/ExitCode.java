// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/** The exit codes of the tools. After a signal the JVM itself exits with 128 plus the number of the signal. */
public enum ExitCode {
    /** The work is done. */
    OK(0),
    /** The work failed, or a part of it did. */
    FAILED(1),
    /** The command line was wrong; nothing was done. */
    USAGE(2),
    /** The result is complete, but a step after that failed. */
    LATER_STEP_FAILED(3),
    /** A comparison found differences. */
    DIFFERENT(1),
    /** A comparison could not be carried out. */
    TROUBLE(2),
    /** A check found errors. */
    ERRORS_FOUND(4),
    /** A check could not be carried out. */
    COULD_NOT_CHECK(8),
    /** The command line of a check was wrong. */
    CHECK_USAGE(16),
    /** The reader of standard output closed the pipe; a program that SIGPIPE ends has the same code. */
    PIPE_CLOSED(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number that the process ends with. */
    public int number() {
        return number;
    }
}
