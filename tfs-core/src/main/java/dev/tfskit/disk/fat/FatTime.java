// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A time as FAT directories store it. The format has no time zone; UTC is used, so that equal input gives equal bytes
 * on every host.
 *
 * @param date year since 1980, month and day in 7, 4 and 5 bits
 * @param time hour, minute and half of the second in 5, 6 and 5 bits
 * @param hundredths the rest of the time in hundredths of a second, 0 to 199
 */
record FatTime(short date, short time, byte hundredths) {

    private static final int FIRST_YEAR = 1980;
    private static final LocalDateTime FIRST = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(FIRST_YEAR + 127, 12, 31, 23, 59, 59, 999_999_999);
    private static final int NANOS_PER_HUNDREDTH = 10_000_000;

    /** Converts an instant. Instants before 1980 or after 2107 become the nearest possible time. */
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
