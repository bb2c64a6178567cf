// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Collects the records of a PAX extended header to write: the attributes of an entry that a ustar header cannot hold.
 * {@link ExtendedHeader} has the records of an archive that is read. Not thread-safe.
 */
final class PaxRecords {

    private static final int NANO_DIGITS = 9;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a record with a plain text. */
    void add(String keyword, String value) {
        add(keyword.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds a record with any bytes. Readers take them for UTF-8 where the keyword is that of a name. */
    void add(String keyword, ByteString value) {
        add(keyword.getBytes(StandardCharsets.US_ASCII), value.toByteArray());
    }

    /** Adds a time, to the nanosecond. */
    void addTime(String keyword, Instant time) {
        BigDecimal seconds =
                BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), NANO_DIGITS));
        add(keyword, seconds.stripTrailingZeros().toPlainString());
    }

    /** Adds an extended attribute, in the form of GNU tar and star. */
    void addExtendedAttribute(Symbol name, Text value) {
        ByteArrayOutputStream keyword = new ByteArrayOutputStream();
        keyword.writeBytes(ExtendedHeader.EXTENDED_ATTRIBUTE.getBytes(StandardCharsets.US_ASCII));
        for (byte b : name.toByteArray()) {
            // The first = would end the keyword.
            switch (b) {
                case '%' -> keyword.writeBytes(new byte[] {'%', '2', '5'});
                case '=' -> keyword.writeBytes(new byte[] {'%', '3', 'D'});
                default -> keyword.write(b);
            }
        }
        add(keyword.toByteArray(), value.toByteArray());
    }

    /** A record begins with its own length, the digits of that included. */
    private void add(byte[] keyword, byte[] value) {
        int rest = keyword.length + value.length + " =\n".length();
        int length = rest;
        while (rest + Integer.toString(length).length() != length) {
            length = rest + Integer.toString(length).length();
        }
        bytes.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(keyword);
        bytes.write('=');
        bytes.writeBytes(value);
        bytes.write('\n');
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
