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
 * The dictionary of a log: numbers symbols, tuples and vectors from 1 in order of first appearance (docs/format.md,
 * section 2.3). Replay fills it and looks objects up by number; a writer looks symbols up by name. After the first
 * lookup by name, no lookup by number is possible, because an index of names replaces the table of objects. A
 * dictionary for a new log keeps its numbers apart until {@link #adopt}, because the current log stays valid until
 * then. Not thread-safe.
 */
public final class Dictionary {

    private static final int LONG_BYTES = 4096;

    private @Nullable Object @Nullable [] byNumber = new Object[64];
    private @Nullable Map<Symbol, Integer> numbers;
    private int count;
    private int composites;
    /** The composites numbered for a log that will replace the current one. */
    private final List<Composite> ahead = new ArrayList<>();

    /** Equal names with several numbers are one object, so that no reference to a long one needs a comparison. */
    private final Map<Symbol, Symbol> longSymbols = new HashMap<>();

    private boolean isAhead;

    /** Creates an empty dictionary, for a log without records. */
    public Dictionary() {}

    /**
     * Creates an empty dictionary for a log that is to replace the current one.
     *
     * @return the dictionary
     */
    public static Dictionary ofNextLog() {
        Dictionary next = new Dictionary();
        next.isAhead = true;
        return next;
    }

    /** Makes the numbers of this dictionary the current ones, after its log has replaced the other. */
    public void adopt() {
        for (Composite composite : ahead) {
            Numbering.set(composite, composite.nextNumber());
        }
        discard();
        isAhead = false;
    }

    /** Discards the numbers of this dictionary, because its log will not replace the other. */
    public void discard() {
        for (Composite composite : ahead) {
            Numbering.setNext(composite, Composite.UNNUMBERED);
        }
        ahead.clear();
    }

    /**
     * Returns the number of entries.
     *
     * @return the last number assigned, or 0
     */
    public int count() {
        return count;
    }

    /**
     * Returns how many entries are tuples or vectors.
     *
     * @return the number of these entries
     */
    public int composites() {
        return composites;
    }

    /** Assigns the next number to a tuple or vector. */
    void add(Composite composite) {
        int number = append(composite);
        if (isAhead) {
            // In this order: where memory runs out, no number stays that discard() does not know.
            ahead.add(composite);
            Numbering.setNext(composite, number);
        } else {
            Numbering.set(composite, number);
        }
        composites++;
    }

    /** Returns the number of a composite in this log, or {@link Composite#UNNUMBERED}. */
    int numberOf(Composite composite) {
        return isAhead ? composite.nextNumber() : composite.number();
    }

    /**
     * Assigns the next number to a symbol that was read.
     *
     * @return the symbol that has the number: an equal one, if a long symbol was read before
     */
    Symbol add(Symbol symbol) {
        Symbol known = symbol.length() < LONG_BYTES ? symbol : longSymbols.computeIfAbsent(symbol, first -> first);
        append(known);
        return known;
    }

    /**
     * Returns the tuple with a number.
     *
     * @param number the number in the record, unsigned
     * @param offset the offset of the reference, for the exception
     * @throws TfsFormatException when the number is unknown or another type has it
     */
    Tuple tuple(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof Tuple tuple) {
            return tuple;
        }
        throw wrongKind(number, offset, "a tuple");
    }

    /** Returns the vector with a number; see {@link #tuple}. */
    VectorValue vector(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof VectorValue vector) {
            return vector;
        }
        throw wrongKind(number, offset, "a vector");
    }

    /** Returns the symbol with a number; see {@link #tuple}. */
    Symbol symbol(long number, long offset) throws TfsFormatException {
        if (object(number, offset) instanceof Symbol symbol) {
            return symbol;
        }
        throw wrongKind(number, offset, "a symbol");
    }

    /**
     * Returns the number of a symbol, and assigns the next number to a new one.
     *
     * @return the number; negative if it was just assigned, so that the symbol must be written out
     */
    int numberForWriting(Symbol symbol) {
        Integer known = byName().putIfAbsent(symbol, count + 1);
        return known != null ? known : -append(symbol);
    }

    /**
     * Replaces the table of objects by an index of symbols: a dictionary in use by a writer is searched by name only.
     */
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
            throw new IllegalStateException("the dictionary is used for writing; numbers can no longer be looked up");
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
                offset, "number " + number + " of the dictionary is " + found + " where " + expected + " is expected");
    }
}
