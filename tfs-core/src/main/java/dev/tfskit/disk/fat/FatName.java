// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of an entry that is alone in its directory. Readers that know only short names find it by one: eight
 * characters and three, in upper case.
 *
 * @param text ASCII letters and digits, with at most one dot between them; so short that a directory of one cluster can
 *     hold it
 */
record FatName(String text) {

    private static final int BASE_LENGTH = 8;
    private static final int EXTENSION_LENGTH = 3;
    private static final int MOST_LENGTH = 169;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9]+(\\.[A-Za-z0-9]+)?");
    /** Its number makes a name that was cut unlike the others in its directory. */
    private static final String CUT = "~1";

    /** Checks the characters. */
    FatName {
        if (text.length() > MOST_LENGTH || !ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException("not a name for a FAT directory here: " + text);
        }
    }

    /** The short name: eight bytes and three, filled up with blanks. */
    byte[] shortName() {
        String base =
                fits() ? base() : base().substring(0, Math.min(base().length(), BASE_LENGTH - CUT.length())) + CUT;
        String extension = extension().substring(0, Math.min(extension().length(), EXTENSION_LENGTH));
        return String.format(Locale.ROOT, "%-8s%-3s", base, extension)
                .toUpperCase(Locale.ROOT)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the short name says all. */
    boolean isShort() {
        return fits() && text.equals(text.toUpperCase(Locale.ROOT));
    }

    /** The sum by which the entries of the long name belong to that of the short one. */
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
