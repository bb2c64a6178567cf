package dev.tfskit.manifest;

import dev.tfskit.value.Text;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as the C tool reads them in a manifest and on its command line. */
final class ManifestSize {

    /** What stands behind the unit means nothing, so {@code 64MB} is {@code 64M}. */
    private static final Pattern FORM = Pattern.compile(
            "[ \\t\\n\\r]*\\+?(?:0[xX](?<hex>[0-9a-fA-F]+)|0(?<octal>[0-7]+)|(?<decimal>[1-9][0-9]*))(?:|(?<unit>[kKmMgG]).*)", Pattern.DOTALL);
    private static final String UNITS = "KMG";
    private static final int BITS_A_UNIT = 10;
    /** More than any host can hold, with some distance to where arithmetic ends. */
    private static final long MAX_BYTES = 1L << 62;

    private ManifestSize() {}

    /** The number of bytes, from 1; empty when it is no size, or more than 4 EiB. */
    static OptionalLong parse(final Text text) {
        final Matcher form = FORM.matcher(text.decode());
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        final String unit = form.group("unit");
        final long factor = unit == null ? 1 : 1L << BITS_A_UNIT * (UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1);
        try {
            final long bytes = Math.multiplyExact(number(form), factor);
            return bytes < 1 || bytes > MAX_BYTES ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    private static long number(final Matcher form) {
        if (form.group("hex") != null) {
            return Long.parseLong(form.group("hex"), 16);
        }
        return form.group("octal") != null ? Long.parseLong(form.group("octal"), 8) : Long.parseLong(form.group("decimal"));
    }
}
