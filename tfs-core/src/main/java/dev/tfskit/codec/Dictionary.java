// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.numbering.Numbering;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers symbols, tuples and vectors in the order in which a log first shows them, from 1 (docs/format.md, section
 * 2.3). Replay fills it by number; the first writer that asks for the number of a symbol turns it into an index by name
 * and lets the numbered objects go. A log that is to replace another is numbered while the other still counts, and its
 * numbers are kept apart until {@link #adopt}. Not thread safe.
 */
public final class Dictionary {

    private @Nullable Object @Nullable [] byNumber = new Object[64];
    private @Nullable Map<Symbol, Integer> numbers;
    private int count;
    private int composites;
    /** What a log that is still to replace another has numbered. */
    private final List<Composite> ahead = new ArrayList<>();

    private boolean isAhead;

    /** An empty dictionary, of a log without records. */
    public Dictionary() {}

    /** An empty dictionary, of a log that is to replace the one whose numbers count now. */
    public static Dictionary ofNextLog() {
        Dictionary next = new Dictionary();
        next.isAhead = true;
        return next;
    }

    /** Makes the numbers count, because the log they belong to has replaced the other. */
    public void adopt() {
        for (Composite composite : ahead) {
            Numbering.set(composite, composite.nextNumber());
        }
        forget();
        isAhead = false;
    }

    /** Takes the numbers back, because the log they belong to will not replace the other. */
    public void forget() {
        for (Composite composite : ahead) {
            Numbering.setNext(composite, Composite.UNNUMBERED);
        }
        ahead.clear();
    }

    /** How many numbers have been given. */
    public int count() {
        return count;
    }

    /** How many of them went to tuples and vectors. */
    public int composites() {
        return composites;
    }

    /** Gives the next number to a tuple or vector. */
    void add(Composite composite) {
        int number = append(composite);
        if (isAhead) {
            Numbering.setNext(composite, number);
            ahead.add(composite);
        } else {
            Numbering.set(composite, number);
        }
        composites++;
    }

    /** The number that a composite has in this log, or {@link Composite#UNNUMBERED}. */
    int numberOf(Composite composite) {
        return isAhead ? composite.nextNumber() : composite.number();
    }

    /** Gives the next number to a symbol that was read. */
    void add(Symbol symbol) {
        append(symbol);
    }

    /** Finds a tuple for a reader. */
    Tuple tuple(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof Tuple tuple) {
            return tuple;
        }
        throw wrongKind(number, offset, "a tuple");
    }

    /** Finds a vector for a reader. */
    VectorValue vector(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof VectorValue vector) {
            return vector;
        }
        throw wrongKind(number, offset, "a vector");
    }

    /** Finds a symbol for a reader. */
    Symbol symbol(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof Symbol symbol) {
            return symbol;
        }
        throw wrongKind(number, offset, "a symbol");
    }

    /**
     * The number of a symbol for a writer; a new symbol is given the next one.
     *
     * @return the number, negated when it was given just now and the symbol must be written out
     */
    int numberForWriting(Symbol symbol) {
        Integer known = byName().putIfAbsent(symbol, count + 1);
        return known != null ? known : -append(symbol);
    }

    /** A dictionary that is written to forgets its objects: from now on only names are looked up. */
    private Map<Symbol, Integer> byName() {
        if (numbers == null) {
            numbers = new HashMap<>();
            if (byNumber != null) {
                for (int number = 1; number <= count; number++) {
                    if (byNumber[number] instanceof Symbol symbol) {
                        numbers.putIfAbsent(symbol, number);
                    }
                }
                byNumber = null;
            }
        }
        return numbers;
    }

    private int append(Object object) {
        count = Math.incrementExact(count);
        if (byNumber != null) {
            if (count >= byNumber.length) {
                byNumber = Arrays.copyOf(byNumber, byNumber.length * 2);
            }
            byNumber[count] = object;
        }
        return count;
    }

    private Object object(long number, long offset) throws TfsFormatException {
        if (byNumber == null) {
            throw new IllegalStateException("this dictionary has been given to a writer");
        }
        if (number < 1 || number > count) {
            throw new TfsFormatException(
                    offset,
                    "a reference to number " + Long.toUnsignedString(number) + " where the dictionary ends at "
                            + count);
        }
        return Objects.requireNonNull(byNumber[(int) number]);
    }

    private TfsFormatException wrongKind(long number, long offset, String expected) throws TfsFormatException {
        String found = switch (object(number, offset)) {
            case Tuple _ -> "a tuple";
            case VectorValue _ -> "a vector";
            default -> "a symbol";
        };
        return new TfsFormatException(
                offset, "number " + number + " is " + found + " where " + expected + " is referred to");
    }
}
