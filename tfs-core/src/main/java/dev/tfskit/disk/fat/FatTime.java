// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A time as directories hold it, without a zone: that of UTC, so that the same input makes the same bytes anywhere.
 *
 * @param date year from 1980, month and day in 7, 4 and 5 bits
 * @param time hours, minutes and half the seconds in 5, 6 and 5 bits
 * @param hundredths what is missing to two seconds, 0 to 199
 */
record FatTime(short date, short time, byte hundredths) {

    private static final int FIRST_YEAR = 1980;
    private static final LocalDateTime FIRST = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(FIRST_YEAR + 127, 12, 31, 23, 59, 59, 999_999_999);
    private static final int NANOS_PER_HUNDREDTH = 10_000_000;

    /** The time of an instant; the nearest one that can be held, before 1980 and after 2107. */
    static FatTime of(Instant instant) {
        LocalDateTime exact = instant.isBefore(FIRST.toInstant(ZoneOffset.UTC))
                ? FIRST
                : instant.isAfter(LAST.toInstant(ZoneOffset.UTC))
                        ? LAST
                        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int date = exact.getYear() - FIRST_YEAR << 9 | exact.getMonthValue() << 5 | exact.getDayOfMonth();
        int time = exact.getHour() << 11 | exact.getMinute() << 5 | exact.getSecond() / 2;
        int hundredths = exact.getSecond() % 2 * 100 + exact.getNano() / NANOS_PER_HUNDREDTH;
        return new FatTime((short) date, (short) time, (byte) hundredths);
    }
}
