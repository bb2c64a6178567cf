// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Int;
import java.time.Instant;

/**
 * Encodes and decodes times of the log: seconds since 1970 in the upper 32 bits, a binary fraction of a second in the
 * lower (docs/format.md, section 3.1). Rounding keeps every nanosecond: decoding an encoded time returns the same time.
 * Stateless and thread-safe.
 */
public final class DiskTime {

    private static final long NANOS = 1_000_000_000L;
    private static final long LAST_SECOND = 0xffff_ffffL;

    private DiskTime() {}

    /**
     * Returns whether TFS can store a time exactly.
     *
     * @param time the time
     * @return true from 1970 to early 2106
     */
    public static boolean holds(Instant time) {
        return time.getEpochSecond() >= 0 && time.getEpochSecond() <= LAST_SECOND;
    }

    /**
     * Converts a Unix time, as hosts and archives store it.
     *
     * @param seconds the seconds, any number
     * @param nanos the nanoseconds after that second, from 0 to 999,999,999
     * @return the time; {@link Instant#MIN} or {@link Instant#MAX} when it is outside the range of {@link Instant}
     */
    public static Instant ofUnix(long seconds, long nanos) {
        if (seconds < Instant.MIN.getEpochSecond()) {
            return Instant.MIN;
        }
        if (seconds > Instant.MAX.getEpochSecond()) {
            return Instant.MAX;
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /**
     * Encodes a time. A time that TFS cannot store becomes the nearest time that it can.
     *
     * @param time the time
     * @return the value of the attribute
     */
    public static Int encode(Instant time) {
        if (time.getEpochSecond() < 0) {
            return Int.of(0);
        }
        if (time.getEpochSecond() > LAST_SECOND) {
            return Int.ofUnsigned(-1L);
        }
        long fraction = Math.ceilDiv(((long) time.getNano()) << Integer.SIZE, NANOS);
        return Int.ofUnsigned(time.getEpochSecond() << Integer.SIZE | fraction);
    }

    /**
     * Decodes a time.
     *
     * @param time the value of the attribute
     * @return the time; 1970 for a negative number, which is not a time
     */
    public static Instant decode(Int time) {
        if (time.negative()) {
            return Instant.EPOCH;
        }
        long bits = time.magnitude();
        long nanos = (bits & LAST_SECOND) * NANOS >>> Integer.SIZE;
        return Instant.ofEpochSecond(bits >>> Integer.SIZE, nanos);
    }
}
