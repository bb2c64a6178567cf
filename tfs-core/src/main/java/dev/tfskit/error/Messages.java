// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.util.Locale;

/** Formats numbers for messages, in the same way in every locale. Stateless and thread-safe. */
public final class Messages {

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
