// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.numbering;

/**
 * Something that records of a log refer to by a number (docs/format.md, section 2.3). The numbers are kept here,
 * because a table beside millions of tuples would cost more than the tuples. {@link Numbering} sets them.
 */
public abstract class Numbered {

    /** The number of what no log holds yet. */
    public static final int UNNUMBERED = 0;

    private int number = UNNUMBERED;
    private int nextNumber = UNNUMBERED;

    /** Begins without a number. */
    protected Numbered() {}

    /**
     * The dictionary number in the log.
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
     * The dictionary number in the log that is being written to replace the present one.
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
