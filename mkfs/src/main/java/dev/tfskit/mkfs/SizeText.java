package dev.tfskit.mkfs;

import java.util.OptionalLong;

/** Sizes as people write them: {@code 512}, {@code 64k}, {@code 10M}, {@code 2G}, {@code 1T}, in powers of 1024. */
final class SizeText {

    private static final String UNITS = "KMGT";
    private static final int BITS_A_UNIT = 10;
    /** More than any host can hold, with some distance to where arithmetic ends. */
    private static final long MAX_BYTES = 1L << 62;

    private SizeText() {}

    /** The number of bytes; empty when it is no size, or more than 4 EiB. */
    static OptionalLong parse(final String text) {
        final int last = text.length() - 1;
        final int unit = last < 0 ? -1 : UNITS.indexOf(Character.toUpperCase(text.charAt(last)));
        final String digits = unit < 0 ? text : text.substring(0, last);
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            final long factor = 1L << (BITS_A_UNIT * (unit + 1));
            final long bytes = Math.multiplyExact(Long.parseLong(digits), factor);
            return bytes > MAX_BYTES ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
