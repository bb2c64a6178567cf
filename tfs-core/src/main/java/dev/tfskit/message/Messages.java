// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.message;

import java.nio.file.FileSystemException;
import java.util.Locale;

/** Formats numbers for messages, in the same way in every locale. Stateless and thread-safe. */
public final class Messages {

    private static final long EXACT_BYTES = 10_000;
    private static final String UNITS = "kMGTPE";
    private static final int UNIT_FACTOR = 1000;
    private static final int TEN = 10;
    private static final int HUNDRED = 100;
    private static final int TWICE_NEXT_UNIT = 1999;
    private static final int ONE_DECIMAL_HUNDREDTHS = 9995;
    private static final long NANOS_A_HUNDREDTH = 10_000_000;

    private Messages() {}

    /**
     * Returns a number with its noun, such as {@code 1 entry} and {@code 2 entries}.
     *
     * @param count the number
     * @param singular the noun for 1
     * @param plural the noun for every other number
     * @return the number, a blank and the noun
     */
    public static String of(long count, String singular, String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }

    /**
     * Returns a number of blocks as text.
     *
     * @param count the number of blocks
     * @return the text, such as {@code 3 blocks}
     */
    public static String blocks(long count) {
        return of(count, "block", "blocks");
    }

    /**
     * Returns a number of bytes as text.
     *
     * @param count the number of bytes
     * @return the text, such as {@code 3 bytes}
     */
    public static String bytes(long count) {
        return of(count, "byte", "bytes");
    }

    /**
     * Returns a size for people, with three digits at most.
     *
     * @param bytes the number of bytes, from 0
     * @return the size, such as {@code 1 byte}, {@code 9999 bytes}, {@code 12.5 kB} or {@code 175 MB}; units are powers
     *     of 1000
     */
    public static String size(long bytes) {
        if (bytes < EXACT_BYTES) {
            return bytes(bytes);
        }
        int name = 0;
        long unit = UNIT_FACTOR;
        // The next unit begins where rounding would give a fourth digit.
        while (name < UNITS.length() - 1 && bytes >= unit / 2 * TWICE_NEXT_UNIT) {
            unit *= UNIT_FACTOR;
            name++;
        }
        String number = bytes / (unit / HUNDRED) < ONE_DECIMAL_HUNDREDTHS
                ? decimal(rounded(bytes, unit / TEN), 1)
                : Long.toString(rounded(bytes, unit));
        return number + " " + UNITS.charAt(name) + "B";
    }

    /**
     * Returns a time for people.
     *
     * @param nanoseconds the time, from 0
     * @return the time with hundredths of a second, such as {@code 0.07 s}
     */
    public static String seconds(long nanoseconds) {
        return decimal(rounded(nanoseconds, NANOS_A_HUNDREDTH), 2) + " s";
    }

    /** Divides and rounds to the nearest number, and upwards from the middle. */
    private static long rounded(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor >= divisor / 2 ? 1 : 0);
    }

    /**
     * Places a decimal point. {@link #format} would do, but for a fraction the JDK looks through its data of all
     * languages, which takes longer than making a small image.
     *
     * @param digits the number without its point, from 0
     * @param places the number of digits behind the point
     */
    private static String decimal(long digits, int places) {
        String text = "0".repeat(Math.max(0, places + 1 - Long.toString(digits).length())) + digits;
        int point = text.length() - places;
        return text.substring(0, point) + "." + text.substring(point);
    }

    /**
     * Returns the reason of an exception for people.
     *
     * @param problem the exception
     * @return its message, or the name of its class when it has none
     */
    public static String reasonOf(Throwable problem) {
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    /**
     * Returns the reason of an exception for the middle of a sentence that names the file already. The reasons of the
     * host begin with a capital letter.
     *
     * @param problem the exception
     * @return its reason without the name of a file, its message, or the name of its class when it has neither
     */
    public static String reasonInSentence(Throwable problem) {
        if (problem instanceof FileSystemException e) {
            // Without a reason, the message is the name of the file, which stays as it is.
            return e.getReason() == null ? reasonOf(e) : inSentence(e.getReason());
        }
        return problem.getMessage() == null ? reasonOf(problem) : inSentence(problem.getMessage());
    }

    /**
     * Begins a text with a small letter, but leaves a word in capitals as it is.
     *
     * @param text a text of the host or of a library
     * @return the text for the middle of a sentence
     */
    public static String inSentence(String text) {
        boolean isPlainWord = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return isPlainWord ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
    }

    /**
     * Formats values with ASCII digits and a decimal point.
     *
     * @param form the format, as in {@link String#format}
     * @param values the arguments of the format
     * @return the text
     */
    public static String format(String form, Object... values) {
        // Not Locale.ROOT, because the JDK has to look up its digits, which takes longer than reading a small image.
        return String.format(Locale.US, form, values);
    }
}
