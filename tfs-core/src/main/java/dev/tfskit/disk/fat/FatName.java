// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of the only entry of its directory. Old readers find the entry by its short name: eight characters and
 * three, in upper case.
 *
 * @param text 1 to 169 ASCII letters and digits, with at most one dot between them
 */
record FatName(String text) {

    private static final int BASE_LENGTH = 8;
    private static final int EXTENSION_LENGTH = 3;
    private static final int MOST_LENGTH = 169;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9]+(\\.[A-Za-z0-9]+)?");
    /** The suffix of a shortened name. The number distinguishes shortened names in one directory. */
    private static final String CUT = "~1";

    /** Checks the length and the characters. */
    FatName {
        if (text.length() > MOST_LENGTH || !ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not 1 to " + MOST_LENGTH + " ASCII letters, digits and at most one dot: " + text);
        }
    }

    /** Returns the short name: eight bytes and three, padded with blanks. */
    byte[] shortName() {
        String base =
                fits() ? base() : base().substring(0, Math.min(base().length(), BASE_LENGTH - CUT.length())) + CUT;
        String extension = extension().substring(0, Math.min(extension().length(), EXTENSION_LENGTH));
        return String.format(Locale.ROOT, "%-8s%-3s", base, extension)
                .toUpperCase(Locale.ROOT)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns whether the short name equals the name, so that no long name is stored. */
    boolean isShort() {
        return fits() && text.equals(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the checksum of the short name, which each part of the long name stores. */
    byte shortNameSum() {
        int sum = 0;
        for (byte each : shortName()) {
            sum = ((sum & 1) << 7 | sum >> 1) + (each & 0xff) & 0xff;
        }
        return (byte) sum;
    }

    private boolean fits() {
        return base().length() <= BASE_LENGTH && extension().length() <= EXTENSION_LENGTH;
    }

    private String base() {
        int dot = text.indexOf('.');
        return dot < 0 ? text : text.substring(0, dot);
    }

    private String extension() {
        int dot = text.indexOf('.');
        return dot < 0 ? "" : text.substring(dot + 1);
    }
}
