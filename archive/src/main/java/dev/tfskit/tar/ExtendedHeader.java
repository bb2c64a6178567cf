// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.schema.DiskTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of the PAX extended headers that were read: attributes of an entry that a ustar header cannot hold.
 * Values are bytes. A record with an empty value cancels the global record with the same keyword, which would otherwise
 * apply to the entry, too. {@link PaxRecords} collects records to write. Immutable.
 */
public final class ExtendedHeader {

    /** The keyword of star and GNU tar for the value of an extended attribute, up to the name of the attribute. */
    public static final String EXTENDED_ATTRIBUTE = "SCHILY.xattr.";

    /** No records. */
    static final ExtendedHeader NONE = new ExtendedHeader(Map.of(), List.of());

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_BYTES = "GNU.sparse.numbytes";
    private static final int MOST_DIGITS = 40;
    private static final String MALFORMED_TIME = "a time that is malformed";
    private static final int NANO_DIGITS = 9;
    private static final BigDecimal LEAST_SECONDS = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE);

    /** The values by keyword. Keywords have a character for each byte. */
    private final Map<String, byte[]> records;
    /** Offsets and lengths of the oldest PAX map of holes, which repeats its keywords. */
    private final List<String> sparsePairs;

    private ExtendedHeader(Map<String, byte[]> records, List<String> sparsePairs) {
        this.records = Collections.unmodifiableMap(records);
        this.sparsePairs = List.copyOf(sparsePairs);
    }

    /**
     * Parses records.
     *
     * @throws NumberFormatException when they are malformed
     */
    static ExtendedHeader parse(byte[] bytes) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        List<String> pairs = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int end = 0;
            int digits = at;
            while (digits < bytes.length && bytes[digits] >= '0' && bytes[digits] <= '9' && end < bytes.length) {
                end = end * 10 + bytes[digits] - '0';
                digits++;
            }
            if (digits == at
                    || digits == bytes.length
                    || bytes[digits] != ' '
                    || end > bytes.length - at
                    || end <= digits + 1 - at) {
                throw new NumberFormatException("a record whose length is wrong");
            }
            int next = at + end;
            int equals = digits + 1;
            while (equals < next && bytes[equals] != '=') {
                equals++;
            }
            if (bytes[next - 1] != '\n' || equals >= next - 1) {
                throw new NumberFormatException("a record that is malformed");
            }
            String keyword = new String(bytes, digits + 1, equals - digits - 1, StandardCharsets.ISO_8859_1);
            byte[] value = Arrays.copyOfRange(bytes, equals + 1, next - 1);
            if (keyword.equals(SPARSE_OFFSET) || keyword.equals(SPARSE_BYTES)) {
                pairs.add(new String(value, StandardCharsets.ISO_8859_1));
            } else {
                records.put(keyword, value);
            }
            at = next;
        }
        return new ExtendedHeader(records, pairs);
    }

    /** Returns these records together with earlier ones. Where both have a keyword, these records count. */
    ExtendedHeader over(ExtendedHeader earlier) {
        if (earlier.records.isEmpty()) {
            return this;
        }
        Map<String, byte[]> both = new LinkedHashMap<>(earlier.records);
        both.putAll(records);
        return new ExtendedHeader(both, sparsePairs);
    }

    /**
     * Returns the records by keyword. Keywords have a character for each byte; values may be empty, and the caller
     * changes none.
     */
    public Map<String, byte[]> records() {
        return records;
    }

    /**
     * Returns the offsets and lengths of a map of holes in turn: the list in one record of PAX 0.1, or the repeated
     * records of 0.0.
     */
    List<String> sparseNumbers() {
        return text("GNU.sparse.map").map(list -> List.of(list.split(",", -1))).orElse(sparsePairs);
    }

    Optional<byte[]> bytes(String keyword) {
        return Optional.ofNullable(records.get(keyword)).filter(value -> value.length > 0);
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
