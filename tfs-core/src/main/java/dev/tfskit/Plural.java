package dev.tfskit;

/** Numbers of things in sentences. */
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
}
