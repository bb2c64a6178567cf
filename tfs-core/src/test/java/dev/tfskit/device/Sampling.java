// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

/**
 * How many of the disks that a cut may leave are tried.
 *
 * @param exhaustiveUpTo all, when they are no more than this
 * @param samples else so many random ones, and at most so many of each kind that is tried besides
 * @param seed makes the random ones
 */
public record Sampling(long exhaustiveUpTo, int samples, long seed) {

    /** What takes a small test some seconds. */
    public static Sampling of(long seed) {
        return new Sampling(1 << 10, 64, seed);
    }
}
