// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.value.Text;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them, in powers of 1024: {@code 512}, {@code 64k}, {@code 10M}. Command lines and manifests
 * have grammars of their own: manifests follow the C tool, which takes {@code 010} for 8 and {@code 64MB} for
 * {@code 64M}, and knows no {@code 1T}.
 */
public final class SizeText {

    private static final String UNITS = "KMGT";
    private static final int BITS_A_UNIT = 10;
    /** More than any host can hold, with some distance to where arithmetic ends. */
    private static final long MAX_BYTES = 1L << 62;

    private static final int DECIMAL = 10;
    private static final int HEX = 16;
    private static final int OCTAL = 8;

    private SizeText() {}

    /** What a manifest can say; compiled for those who read manifests only. */
    private static final class ManifestForm {

        /** What stands behind the unit means nothing. */
        private static final Pattern PATTERN = Pattern.compile(
                "[ \\t\\n\\r]*\\+?(?:0[xX](?<hex>[0-9a-fA-F]+)|0(?<octal>[0-7]+)"
                        + "|(?<decimal>[1-9][0-9]*))(?:|(?<unit>[kKmMgG]).*)",
                Pattern.DOTALL);
    }

    /**
     * Parses a size of a command line: decimal digits, perhaps with {@code k}, {@code M}, {@code G} or {@code T}
     * behind, large or small.
     *
     * @return the number of bytes; empty when the text is no size, or the size is more than 4 EiB
     */
    public static OptionalLong parse(String text) {
        int last = text.length() - 1;
        int unit = last < 0 ? -1 : unit(text.charAt(last));
        String digits = unit < 0 ? text : text.substring(0, last);
        boolean isNumber = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? bytes(digits, DECIMAL, unit) : OptionalLong.empty();
    }

    /**
     * Parses a size of a manifest as the C tool does.
     *
     * @return the number of bytes, from 1; empty when the text is no size, or the size is more than 4 EiB
     */
    static OptionalLong parseInManifest(Text text) {
        Matcher form = ManifestForm.PATTERN.matcher(text.decode());
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        String unitText = form.group("unit");
        int unit = unitText == null ? -1 : unit(unitText.charAt(0));
        OptionalLong size;
        if (form.group("hex") != null) {
            size = bytes(form.group("hex"), HEX, unit);
        } else if (form.group("octal") != null) {
            size = bytes(form.group("octal"), OCTAL, unit);
        } else {
            size = bytes(form.group("decimal"), DECIMAL, unit);
        }
        return size.isPresent() && size.getAsLong() > 0 ? size : OptionalLong.empty();
    }

    /** The power of 1024 less one that a letter stands for; -1 when it stands for none. */
    private static int unit(char letter) {
        return UNITS.indexOf(Character.toUpperCase(letter));
    }

    private static OptionalLong bytes(String digits, int radix, int unit) {
        try {
            long bytes = Math.multiplyExact(Long.parseLong(digits, radix), 1L << BITS_A_UNIT * (unit + 1));
            return bytes > MAX_BYTES ? OptionalLong.empty() : OptionalLong.of(bytes);
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
