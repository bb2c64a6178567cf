// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io.sum;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates the digests SHA-256 and SHA-512, which every JDK has. Stateless and thread-safe. */
public final class Sha2 {

    private Sha2() {}

    /**
     * Creates a SHA-256 digest.
     *
     * @return an empty digest, for one thread
     */
    public static MessageDigest sha256() {
        return create("SHA-256");
    }

    /**
     * Creates a SHA-512 digest.
     *
     * @return an empty digest, for one thread
     */
    public static MessageDigest sha512() {
        return create("SHA-512");
    }

    private static MessageDigest create(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
