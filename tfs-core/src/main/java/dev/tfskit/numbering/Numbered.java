// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.numbering;

/**
 * A value to which records of a log refer by a number (docs/format.md, section 2.3). The value holds its numbers
 * itself, because a table beside millions of tuples would need more memory than the tuples. {@link Numbering} sets the
 * numbers. Not thread-safe.
 */
public abstract class Numbered {

    /** The number of a value that no log holds yet. */
    public static final int UNNUMBERED = 0;

    private int number = UNNUMBERED;
    private int nextNumber = UNNUMBERED;

    /** Creates a value without a number. */
    protected Numbered() {}

    /**
     * Returns the dictionary number in the log.
     *
     * @return a number from 1, or {@link #UNNUMBERED}
     */
    public final int number() {
        return number;
    }

    final void number(int newNumber) {
        number = newNumber;
    }

    /**
     * Returns the dictionary number in the log that is being written to replace the present one.
     *
     * @return a number from 1, or {@link #UNNUMBERED}
     */
    public final int nextNumber() {
        return nextNumber;
    }

    final void nextNumber(int newNumber) {
        nextNumber = newNumber;
    }
}
