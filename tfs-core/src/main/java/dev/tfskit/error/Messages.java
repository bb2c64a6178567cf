// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.util.Locale;

/** Numbers in sentences, the same in every locale. */
public final class Messages {

    private Messages() {}

    /** The number and the noun that goes with it, such as {@code 1 entry} and {@code 2 entries}. */
    public static String of(long count, String singular, String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }

    /** A number of blocks. */
    public static String blocks(long count) {
        return of(count, "block", "blocks");
    }

    /** A number of bytes. */
    public static String bytes(long count) {
        return of(count, "byte", "bytes");
    }

    /**
     * Returns what an exception says about its reason.
     *
     * @param problem the exception
     * @return its message, or the name of its class when it has none
     */
    public static String reasonOf(Throwable problem) {
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    /**
     * Formats numbers and texts, with ASCII digits and a point.
     *
     * @param form as {@link String#format} takes it
     * @param values what goes in
     * @return the text
     */
    public static String format(String form, Object... values) {
        // Not ROOT: for that locale the JDK has to look up the digits, which takes longer than a small image.
        return String.format(Locale.US, form, values);
    }
}
