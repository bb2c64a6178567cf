// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io.sum;

/**
 * Adds lengths of files without overflow: the lengths of sparse files can have a sum of more than 2^63 - 1 bytes.
 * Stateless and thread-safe.
 */
public final class LengthSum {

    private LengthSum() {}

    /**
     * Adds a length to a sum.
     *
     * @param sum the sum so far in bytes, at least 0
     * @param length another length in bytes, at least 0
     * @return the new sum; 2^63 - 1 when it would be more
     */
    public static long of(long sum, long length) {
        return sum > Long.MAX_VALUE - length ? Long.MAX_VALUE : sum + length;
    }
}
