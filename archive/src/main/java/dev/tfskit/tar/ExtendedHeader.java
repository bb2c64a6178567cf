// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.message.Messages;
import dev.tfskit.schema.DiskTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The records of PAX extended headers: attributes of an entry that a ustar header cannot hold. Values are bytes. What
 * an entry has no record for, the global records of the archive determine. A record with an empty value cancels the
 * global record with the same keyword. {@link PaxRecords} collects records to write. Not thread-safe.
 */
public final class ExtendedHeader {

    /** The keyword of star and GNU tar for the value of an extended attribute, up to the name of the attribute. */
    public static final String EXTENDED_ATTRIBUTE = "SCHILY.xattr.";

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_BYTES = "GNU.sparse.numbytes";
    private static final int MOST_DIGITS = 40;
    private static final String MALFORMED_TIME = "a time that is malformed";
    private static final int NANO_DIGITS = 9;
    private static final BigDecimal LEAST_SECONDS = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE);

    /** The values by keyword. Keywords have a character for each byte. */
    private final NavigableMap<String, byte[]> records = new TreeMap<>();
    /** The global records. They are not copied, because each entry of an archive would copy them all. */
    private final NavigableMap<String, byte[]> globals;
    /** Offsets and lengths of the oldest PAX map of holes, which repeats its keywords. */
    private final List<String> sparsePairs = new ArrayList<>();

    private final long mostBytes;
    private long bytes;

    private ExtendedHeader(NavigableMap<String, byte[]> globals, long mostBytes) {
        this.globals = globals;
        this.mostBytes = mostBytes;
    }

    /**
     * Creates the global records of an archive, without any yet.
     *
     * @param mostBytes the most bytes that they may have
     */
    static ExtendedHeader global(long mostBytes) {
        return new ExtendedHeader(Collections.emptyNavigableMap(), mostBytes);
    }

    /**
     * Creates the records of an entry, without any yet.
     *
     * @param globals the global records; they stay as they are while this header is in use
     * @param mostBytes the most bytes that the records of the entry may have
     */
    static ExtendedHeader ofEntry(ExtendedHeader globals, long mostBytes) {
        return new ExtendedHeader(globals.records, mostBytes);
    }

    /**
     * Adds the records of a header. They replace earlier ones with the same keywords.
     *
     * @param header the contents of the header
     * @throws NumberFormatException when a record is malformed
     * @throws TarLimitException when there are too many bytes
     */
    void add(byte[] header) {
        int at = 0;
        while (at < header.length && header[at] != 0) {
            int end = 0;
            int digits = at;
            while (digits < header.length && header[digits] >= '0' && header[digits] <= '9' && end < header.length) {
                end = end * 10 + header[digits] - '0';
                digits++;
            }
            if (digits == at
                    || digits == header.length
                    || header[digits] != ' '
                    || end > header.length - at
                    || end <= digits + 1 - at) {
                throw new NumberFormatException("a record whose length is wrong");
            }
            int next = at + end;
            int equals = digits + 1;
            while (equals < next && header[equals] != '=') {
                equals++;
            }
            if (header[next - 1] != '\n' || equals >= next - 1) {
                throw new NumberFormatException("a record that is malformed");
            }
            String keyword = new String(header, digits + 1, equals - digits - 1, StandardCharsets.ISO_8859_1);
            byte[] value = Arrays.copyOfRange(header, equals + 1, next - 1);
            add(keyword, value);
            at = next;
        }
    }

    private void add(String keyword, byte[] value) {
        bytes += keyword.length() + value.length;
        if (keyword.equals(SPARSE_OFFSET) || keyword.equals(SPARSE_BYTES)) {
            sparsePairs.add(new String(value, StandardCharsets.ISO_8859_1));
        } else {
            byte[] earlier = records.put(keyword, value);
            bytes -= earlier == null ? 0 : keyword.length() + earlier.length;
        }
        if (bytes > mostBytes) {
            throw new TarLimitException("a set of PAX records of more than " + Messages.bytes(mostBytes));
        }
    }

    /**
     * Returns whether there are no records.
     *
     * @return true when neither the entry nor the archive has records
     */
    public boolean isEmpty() {
        return records.isEmpty() && globals.isEmpty();
    }

    /**
     * Returns the records whose keywords begin alike.
     *
     * @param prefix the beginning
     * @return the records by keyword, in a new map. Keywords have a character for each byte; values may be empty, and
     *     the caller changes none
     */
    public NavigableMap<String, byte[]> startingWith(String prefix) {
        NavigableMap<String, byte[]> both = new TreeMap<>(range(globals, prefix));
        both.putAll(range(records, prefix));
        return both;
    }

    /** No keyword has a character above 255. */
    private static NavigableMap<String, byte[]> range(NavigableMap<String, byte[]> records, String prefix) {
        return records.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    /**
     * Returns the offsets and lengths of a map of holes in turn: the list in one record of PAX 0.1, or the repeated
     * records of 0.0.
     */
    List<String> sparseNumbers() {
        return text("GNU.sparse.map").map(list -> List.of(list.split(",", -1))).orElse(sparsePairs);
    }

    /**
     * Returns the value of a record.
     *
     * @param keyword its keyword, with a character for each byte
     * @return the value, which the caller does not change; empty when there is no such record, or when its value is
     *     empty
     */
    public Optional<byte[]> bytes(String keyword) {
        return Optional.ofNullable(records.getOrDefault(keyword, globals.get(keyword)))
                .filter(value -> value.length > 0);
    }

    Optional<String> text(String keyword) {
        return bytes(keyword).map(value -> new String(value, StandardCharsets.ISO_8859_1));
    }

    /**
     * Returns the value of a record as a number that is not negative; empty when there is no such record.
     *
     * @throws NumberFormatException when the value is not such a number
     */
    OptionalLong number(String keyword) {
        Optional<String> value = text(keyword);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(parseNumber(value.get()));
    }

    /**
     * Returns the value of a record as a time; empty when there is no such record.
     *
     * @throws NumberFormatException when the value is not a time
     */
    Optional<Instant> time(String keyword) {
        return text(keyword).map(ExtendedHeader::parseTime);
    }

    /** Parses a number of decimal digits, from 0 to 2^63 - 1. */
    static long parseNumber(String digits) {
        if (digits.length() > MOST_DIGITS) {
            throw new NumberFormatException("a number that is too large");
        }
        if (digits.startsWith("-")) {
            throw new NumberFormatException("a number that is negative");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            throw new NumberFormatException(
                    isDecimal(digits) ? "a number that is too large" : "a number that is malformed");
        }
    }

    private static boolean isDecimal(String digits) {
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Instant parseTime(String text) {
        // BigDecimal also takes exponents. They are refused here: a short one stands for a number that fills the
        // memory.
        if (text.length() > MOST_DIGITS || text.chars().anyMatch(c -> c != '-' && c != '.' && (c < '0' || c > '9'))) {
            throw new NumberFormatException(MALFORMED_TIME);
        }
        BigDecimal seconds = decimal(text).setScale(NANO_DIGITS, RoundingMode.FLOOR);
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        return DiskTime.ofUnix(
                whole.max(LEAST_SECONDS).min(MOST_SECONDS).longValueExact(),
                seconds.subtract(whole).movePointRight(NANO_DIGITS).longValueExact());
    }

    private static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            throw new NumberFormatException(MALFORMED_TIME);
        }
    }
}
