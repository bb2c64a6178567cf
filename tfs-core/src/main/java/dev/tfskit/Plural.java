package dev.tfskit;

import java.util.Locale;

/** Numbers in sentences, the same in every locale. */
public final class Plural {

    private Plural() {}

    /** The number and the noun that goes with it, such as {@code 1 entry} and {@code 2 entries}. */
    public static String of(final long count, final String singular, final String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }

    /** A number of blocks. */
    public static String blocks(final long count) {
        return of(count, "block", "blocks");
    }

    /** A number of bytes. */
    public static String bytes(final long count) {
        return of(count, "byte", "bytes");
    }

    /**
     * Formats numbers and texts, with ASCII digits and a point.
     *
     * @param form as {@link String#format} takes it
     * @param values what goes in
     * @return the text
     */
    public static String format(final String form, final Object... values) {
        // Not ROOT: for that locale the JDK has to look up the digits, which takes longer than a small image.
        return String.format(Locale.US, form, values);
    }
}
