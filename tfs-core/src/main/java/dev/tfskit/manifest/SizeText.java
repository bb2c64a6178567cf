// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.value.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses sizes in bytes. All units are powers of 1024. Numbers are those that the C tool mkfs takes on command lines
 * and in manifests: decimal, hexadecimal behind {@code 0x}, octal behind a leading {@code 0}. Command lines also know
 * fractions, {@code T} and the endings {@code B} and {@code iB}, and refuse what the C tool ignores behind a unit.
 * Stateless and thread-safe.
 */
public final class SizeText {

    private static final String UNITS = "KMGT";
    private static final int BITS_PER_UNIT = 10;
    /** More than any host can hold, and far enough below the end of 63 bits. */
    private static final long MAX_BYTES = 1L << 62;

    private static final int DECIMAL = 10;
    private static final int HEX = 16;
    private static final int OCTAL = 8;

    private static final String HEX_OR_OCTAL = "\\+?(?:0[xX](?<hex>[0-9a-fA-F]+)|0(?<octal>[0-7]+)";

    private SizeText() {}

    /** The form of sizes on command lines. Compiled at first use: most runs read no size. */
    private static final class CommandLineForm {

        private static final Pattern PATTERN = Pattern.compile(HEX_OR_OCTAL
                + "|(?<fraction>[0-9]+\\.[0-9]+)(?= ?[kKmMgGtT])|(?<decimal>0|[1-9][0-9]*))"
                + "(?: ?(?:(?<unit>[kKmMgGtT])(?:[iI]?[bB])?|[bB]))?");

        private CommandLineForm() {}
    }

    /** The form of sizes in manifests, where text behind the unit means nothing. Compiled at first use. */
    private static final class ManifestForm {

        private static final Pattern PATTERN = Pattern.compile(
                "[ \\t\\n\\r]*" + HEX_OR_OCTAL + "|(?<decimal>[1-9][0-9]*))(?:|(?<unit>[kKmMgG]).*)", Pattern.DOTALL);

        private ManifestForm() {}
    }

    /**
     * Parses a size of a command line, such as {@code 4096}, {@code 0x1000}, {@code 010000}, {@code 64K}, {@code 1.5
     * GiB} or {@code 2GB}. Upper and lower case are equal. A fraction needs a unit; a part of a byte counts as a byte.
     *
     * @param text the size
     * @return the number of bytes, from 0 to 2^62; empty when the text is not a size or the size is larger
     */
    public static OptionalLong parse(String text) {
        Matcher form = CommandLineForm.PATTERN.matcher(text);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        return form.group("fraction") == null ? whole(form) : fraction(form);
    }

    /**
     * Parses a size of a manifest as the C tool does.
     *
     * @param text the size
     * @return the number of bytes, from 1 to 2^62; empty when the text is not a size or the size is larger
     */
    static OptionalLong parseInManifest(Text text) {
        Matcher form = ManifestForm.PATTERN.matcher(text.decode());
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        OptionalLong size = whole(form);
        return size.isPresent() && size.getAsLong() > 0 ? size : OptionalLong.empty();
    }

    private static OptionalLong whole(Matcher form) {
        if (form.group("hex") != null) {
            return bytes(form.group("hex"), HEX, factor(form));
        }
        if (form.group("octal") != null) {
            return bytes(form.group("octal"), OCTAL, factor(form));
        }
        return bytes(form.group("decimal"), DECIMAL, factor(form));
    }

    private static OptionalLong fraction(Matcher form) {
        BigDecimal bytes = new BigDecimal(form.group("fraction"))
                .multiply(BigDecimal.valueOf(factor(form)))
                .setScale(0, RoundingMode.CEILING);
        return bytes.compareTo(BigDecimal.valueOf(MAX_BYTES)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValueExact());
    }

    /** Returns the bytes of the unit; 1 without a unit. */
    private static long factor(Matcher form) {
        String unit = form.group("unit");
        return unit == null ? 1 : 1L << BITS_PER_UNIT * (UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1);
    }

    private static OptionalLong bytes(String digits, int radix, long factor) {
        try {
            long bytes = Math.multiplyExact(Long.parseLong(digits, radix), factor);
            return bytes > MAX_BYTES ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
