// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksums of the SHA-2 family that every Java has. */
public final class Sha2 {

    private Sha2() {}

    /** Begins a checksum of 256 bits. */
    public static MessageDigest sha256() {
        return begin("SHA-256");
    }

    /** Begins a checksum of 512 bits. */
    public static MessageDigest sha512() {
        return begin("SHA-512");
    }

    private static MessageDigest begin(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
