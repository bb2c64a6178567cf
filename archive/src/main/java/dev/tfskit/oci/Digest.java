// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.io.sum.Sha2;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checksum that names a blob.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the digits of the checksum, in lower case
 */
record Digest(String algorithm, String hex) {

    private static final String SHA256 = "sha256";
    private static final String SHA512 = "sha512";
    private static final int SHA512_DIGITS = 128;
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
    private static final int SHOWN_DIGITS = 12;

    /**
     * Parses a digest.
     *
     * @param text the digest, such as {@code sha256:0123…}
     * @return empty when the text is malformed or the algorithm is not supported
     */
    static Optional<Digest> parse(String text) {
        int colon = text.indexOf(':');
        return FORM.matcher(text).matches()
                ? Optional.of(new Digest(text.substring(0, colon), text.substring(colon + 1)))
                : Optional.empty();
    }

    /**
     * Finds the digest in the name of a file: {@code HEX}, {@code sha256:HEX}, either of them with a suffix such as
     * {@code .json}, in any directory.
     *
     * @return empty when the name has no digest
     */
    static Optional<Digest> inName(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        return parse(stem).or(() -> parse((stem.length() == SHA512_DIGITS ? SHA512 : SHA256) + ":" + stem));
    }

    /** Begins a checksum. */
    MessageDigest begin() {
        return algorithm.equals(SHA256) ? Sha2.sha256() : Sha2.sha512();
    }

    /** Returns whether a checksum is this one. */
    boolean matches(byte[] sum) {
        return HexFormat.of().formatHex(sum).equals(hex);
    }

    /** Returns the first digits, which tell blobs apart. */
    String abbreviated() {
        return algorithm + ":" + hex.substring(0, SHOWN_DIGITS);
    }

    /** Returns the digest as {@link #parse} takes it. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
