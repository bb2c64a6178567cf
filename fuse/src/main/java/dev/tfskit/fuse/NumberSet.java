// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A set of numbers, which takes little memory where they are close together. Thread-safe. */
final class NumberSet {

    /** A bit for each number, by the number of the {@code long} that has the bit. None of them is 0. */
    private final Map<Long, Long> words = new ConcurrentHashMap<>();

    void add(long number) {
        words.merge(word(number), bit(number), (bits, added) -> bits | added);
    }

    boolean contains(long number) {
        return (words.getOrDefault(word(number), 0L) & bit(number)) != 0;
    }

    void remove(long number) {
        words.computeIfPresent(word(number), (_, bits) -> {
            long rest = bits & ~bit(number);
            return rest == 0 ? null : rest;
        });
    }

    private static long word(long number) {
        return Math.floorDiv(number, Long.SIZE);
    }

    private static long bit(long number) {
        return 1L << Math.floorMod(number, Long.SIZE);
    }
}
