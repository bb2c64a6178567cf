// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.Arrays;
import java.util.Optional;

/**
 * An integer value from -2^63 to 2^64 - 1, the range of the format (docs/format.md, section 2.3).
 *
 * @param negative the sign; zero is not negative
 * @param magnitude the absolute value, as an unsigned 64-bit number
 */
public record Int(boolean negative, long magnitude) implements Value {

    /** The most digits of a text. The largest number has 20; an image can refer to zeros of megabytes at each inode. */
    private static final int MOST_DIGITS = 64;

    private static final int CACHED = 1024;
    private static final Int[] SMALL = new Int[CACHED];

    static {
        for (int i = 0; i < CACHED; i++) {
            SMALL[i] = new Int(false, i);
        }
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException for a negative number below -2^63, or a negative zero
     */
    public Int {
        if (negative && (magnitude == 0 || Long.compareUnsigned(magnitude, Long.MIN_VALUE) > 0)) {
            throw new IllegalArgumentException("no such integer: -" + Long.toUnsignedString(magnitude));
        }
    }

    /**
     * Returns the integer of a signed number.
     *
     * @param value the number
     * @return the integer
     */
    public static Int of(long value) {
        return value < 0 ? new Int(true, -value) : ofUnsigned(value);
    }

    /**
     * Returns the integer of an unsigned 64-bit number. Small integers are shared, because most sizes and counts are
     * small.
     *
     * @param value the number, unsigned
     * @return the integer
     */
    public static Int ofUnsigned(long value) {
        return value >= 0 && value < CACHED ? SMALL[(int) value] : new Int(false, value);
    }

    /**
     * Reads a number, whether it is stored as an integer or, as {@code ops} does, as a text of decimal digits.
     *
     * @param value the value
     * @return the integer; empty when the value is neither, exceeds 64 bits, or has more than 64 digits
     */
    public static Optional<Int> from(Value value) {
        if (value instanceof Int number) {
            return Optional.of(number);
        }
        return value instanceof Text text ? parseDecimal(text) : Optional.empty();
    }

    /**
     * Parses decimal digits without sign or blanks.
     *
     * @param digits the digits
     * @return the integer; empty when the text is anything else, exceeds 64 bits, or has more than 64 digits
     */
    public static Optional<Int> parseDecimal(ByteString digits) {
        if (digits.length() == 0 || digits.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            boolean overflows = Long.compareUnsigned(value, Long.divideUnsigned(-1L, 10)) > 0;
            long next = value * 10 + digit;
            if (overflows || Long.compareUnsigned(next, digit) < 0) {
                return Optional.empty();
            }
            value = next;
        }
        return Optional.of(ofUnsigned(value));
    }

    /**
     * Parses what {@link #toString} prints.
     *
     * @param text the text
     * @return the integer; empty when the text is anything else, or out of range
     */
    public static Optional<Int> parseSigned(Text text) {
        boolean isNegative = text.length() > 0 && text.byteAt(0) == '-';
        if (!isNegative) {
            return parseDecimal(text);
        }
        return parseDecimal(Text.wrap(Arrays.copyOfRange(text.toByteArray(), 1, text.length())))
                .filter(number -> number.magnitude != 0 && Long.compareUnsigned(number.magnitude, Long.MIN_VALUE) <= 0)
                .map(number -> new Int(true, number.magnitude));
    }

    /**
     * Returns whether the number is from 0 to 2^63 - 1.
     *
     * @return true when a {@code long} holds it
     */
    public boolean isNonNegativeLong() {
        return !negative && magnitude >= 0;
    }

    /**
     * Compares by hand, because link counts are compared: the JVM would have to make the equals of a record in each
     * run.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Int that && negative == that.negative && magnitude == that.magnitude;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(magnitude);
    }

    /** Returns the decimal digits, with a minus sign when negative. */
    @Override
    public String toString() {
        return (negative ? "-" : "") + Long.toUnsignedString(magnitude);
    }
}
