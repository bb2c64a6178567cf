package dev.tfskit.value;

import java.util.List;

/**
 * A value that others can refer to: the log's dictionary gives each a number at its first appearance
 * (docs/format.md, section 2.3). The number is kept here, because a table beside millions of tuples would cost more
 * than the tuples; only the codec sets it.
 */
public abstract sealed class Composite implements Value permits Tuple, Vector {

    /** The number of a composite that no log holds yet. */
    public static final int UNNUMBERED = 0;

    private int number = UNNUMBERED;
    private int nextNumber = UNNUMBERED;

    Composite() {}

    /**
     * The values that this leads to: those of the attributes of a tuple, in no order, or the elements of a vector.
     *
     * @return a read-only view; after a change, ask again
     */
    public abstract List<Value> members();

    /** The dictionary number in the log that holds this, or {@link #UNNUMBERED}. */
    public final int number() {
        return number;
    }

    /** Sets the dictionary number, from 1, or {@link #UNNUMBERED}. */
    public final void number(final int newNumber) {
        number = newNumber;
    }

    /** The dictionary number in the log that is being written to replace the present one, or {@link #UNNUMBERED}. */
    public final int nextNumber() {
        return nextNumber;
    }

    /** Sets the number in the log to come, from 1, or {@link #UNNUMBERED}. */
    public final void nextNumber(final int newNumber) {
        nextNumber = newNumber;
    }
}
