// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints the messages of a tool to standard error. A message is one line. A message about a position in a text also
 * shows an excerpt of that text below the line. Each message is a single write, so that messages of several processes
 * do not mix. Thread-safe.
 *
 * <p>A failure of standard error itself cannot be reported, so it is dropped.
 */
public final class Diagnostics {

    /** The code that makes a terminal clear the rest of the line. */
    private static final String CLEAR_REST = "\033[K";

    private static final int EXCERPT_INDENT = 2;

    private final String tool;
    private final AtomicLong warnings = new AtomicLong();
    /** Held while something is written, which may wait for ever for a reader. */
    private final ReentrantLock writing = new ReentrantLock();

    private OutputStream target;
    private boolean hasStatus;
    private volatile boolean silent;

    /**
     * Creates a printer of messages.
     *
     * @param tool the name of the tool, with which every line begins
     * @param target takes the lines; never closed
     */
    public Diagnostics(String tool, OutputStream target) {
        this.tool = Objects.requireNonNull(tool);
        this.target = Objects.requireNonNull(target);
    }

    /** Prints a warning: something that the reader should know although the work goes on. */
    public void warn(String subject, String problem) {
        warnings.incrementAndGet();
        report(Failure.of(subject, "warning: " + problem, ""));
    }

    /**
     * Prints a note: something that the reader should know although it is not a fault. It does not count as a warning.
     */
    public void note(String subject, String text) {
        report(Failure.of(subject, "note: " + text, ""));
    }

    /**
     * Returns the number of warnings so far.
     *
     * @return the number of calls of {@link #warn}
     */
    public long warnings() {
        return warnings.get();
    }

    /** Reports a problem that does not end the work. The caller returns an exit code that shows it. */
    public void problem(String subject, String problem) {
        report(Failure.of(subject, problem, ""));
    }

    /**
     * Reports a fault at one position of a text, and shows the text below the message.
     *
     * @param excerpt whole lines, safe to print; if empty, only the message is printed
     */
    public void problem(String subject, String problem, String excerpt) {
        String shown = excerpt.isEmpty() ? "" : excerpt.indent(EXCERPT_INDENT);
        write(Failure.of(subject, problem, "").line(tool) + "\n" + shown);
    }

    /**
     * Shows the progress of the work on the last line of a terminal. The next status or message replaces it.
     *
     * @param text shorter than a line of the terminal; an empty text removes the line
     */
    public void status(String text) {
        writing.lock();
        try {
            if (!silent) {
                replaceStatus(text);
            }
        } finally {
            writing.unlock();
        }
    }

    private void replaceStatus(String text) {
        if (hasStatus || !text.isEmpty()) {
            send("\r" + text + CLEAR_REST);
            hasStatus = !text.isEmpty();
        }
    }

    /**
     * Sends messages elsewhere from now on.
     *
     * @param newTarget takes the lines, each in a single call; never closed
     */
    public void redirect(OutputStream newTarget) {
        writing.lock();
        try {
            target = Objects.requireNonNull(newTarget);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Silences all messages, because a signal ends the process and failures follow from that. It does not wait for a
     * message for which a full pipe has no room.
     */
    void silence() {
        silent = true;
        if (writing.tryLock()) {
            try {
                replaceStatus("");
            } finally {
                writing.unlock();
            }
        }
    }

    /** Prints whole lines without the name of the tool before them, such as a part of the help. */
    void text(String lines) {
        write(lines);
    }

    void report(Failure failure) {
        write(failure.line(tool) + "\n");
    }

    /** Prints the stack trace of a problem; for {@code --debug} alone. */
    void trace(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().map(Diagnostics::traceLine).forEach(this::write);
    }

    private static String traceLine(String line) {
        String text = line.stripLeading();
        String indent = line.substring(0, line.length() - text.length());
        return indent + Printable.of(text) + "\n";
    }

    private void write(String text) {
        writing.lock();
        try {
            if (!silent) {
                replaceStatus("");
                send(text);
            }
        } finally {
            writing.unlock();
        }
    }

    private void send(String text) {
        try {
            target.write(text.getBytes(StandardCharsets.UTF_8));
            target.flush();
        } catch (IOException e) {
            // See the class comment.
        }
    }
}
