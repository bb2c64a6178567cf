// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.io.Sha2;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checksum by which a blob is named.
 *
 * @param algorithm as it stands in the name
 * @param hex its digits
 */
record Digest(String algorithm, String hex) {

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
    private static final int SHOWN_DIGITS = 12;

    /** The digest of a text; empty when it is none that can be checked. */
    static Optional<Digest> parse(String text) {
        int colon = text.indexOf(':');
        return FORM.matcher(text).matches()
                ? Optional.of(new Digest(text.substring(0, colon), text.substring(colon + 1)))
                : Optional.empty();
    }

    /** Where the blob is. */
    String file() {
        return "blobs/" + algorithm + "/" + hex;
    }

    /** Begins a checksum. */
    MessageDigest begin() {
        return algorithm.equals("sha256") ? Sha2.sha256() : Sha2.sha512();
    }

    /** Whether a checksum is this one. */
    boolean is(byte[] sum) {
        return HexFormat.of().formatHex(sum).equals(hex);
    }

    /** As much of it as tells blobs apart. */
    String abbreviated() {
        return algorithm + ":" + hex.substring(0, SHOWN_DIGITS);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
