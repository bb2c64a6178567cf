// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.util.Random;

/** Positions and counts at which file systems go wrong. */
public final class ModelNumbers {

    private static final long[] POSITIONS = {0, 1, 511, 512, 513, 1024, 4095, 4096, 4097, 65_536, 1 << 20};
    private static final long[] FAR = {
        (33 << 20) + 5,
        (32L << 20) - 1,
        1L << 31,
        (1L << 32) + 511,
        1L << 62,
        Long.MAX_VALUE - 511,
        Long.MAX_VALUE - 512,
        Long.MAX_VALUE,
        -1
    };
    private static final int[] COUNTS = {0, 1, 2, 511, 512, 513, 1024, 4095, 4096, 4097, 8192};

    private ModelNumbers() {}

    public static long position(Random random, long length) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> POSITIONS[random.nextInt(POSITIONS.length)];
            case 5 -> FAR[random.nextInt(FAR.length)];
            case 6, 7, 8, 9 -> length;
            case 10 -> length - 1;
            case 11 -> length + 1 + random.nextInt(2000);
            case 12, 13, 14, 15 -> random.nextLong(Math.max(1, Math.min(length, 3 << 20)));
            case 16 -> random.nextInt(3 << 20);
            default -> random.nextInt(64) * 512L;
        };
    }

    public static int bytes(Random random) {
        return switch (random.nextInt(24)) {
            case 0 -> 200_000 + random.nextInt(1 << 20);
            case 1, 2, 3 -> random.nextInt(200_000);
            case 4, 5, 6, 7, 8, 9, 10, 11 -> COUNTS[random.nextInt(COUNTS.length)];
            default -> 1 + random.nextInt(3000);
        };
    }

    public static long range(Random random) {
        return random.nextInt(12) == 0 ? FAR[random.nextInt(FAR.length)] : bytes(random);
    }
}
