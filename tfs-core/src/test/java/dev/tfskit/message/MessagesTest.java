// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    @Test
    void onlyOneIsSingular() {
        assertEquals("0 entries", Messages.of(0, "entry", "entries"));
        assertEquals("1 entry", Messages.of(1, "entry", "entries"));
        assertEquals("2 entries", Messages.of(2, "entry", "entries"));
        assertEquals("1 block, 5 bytes", Messages.blocks(1) + ", " + Messages.bytes(5));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "9999, 9999 bytes",
        "10000, 10.0 kB",
        "99949, 99.9 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "4718592, 4.7 MB",
        "175000000, 175 MB",
        "67633152000, 67.6 GB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesForPeopleHaveThreeDigits(long bytes, String size) {
        assertEquals(size, Messages.size(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 s",
        "4999999, 0.00 s",
        "5000000, 0.01 s",
        "70000000, 0.07 s",
        "999999999, 1.00 s",
        "12340000000, 12.34 s",
        "9223372036854775807, 9223372036.85 s"
    })
    void timesForPeopleHaveHundredths(long nanoseconds, String time) {
        assertEquals(time, Messages.seconds(nanoseconds));
    }

    @Test
    void reasonInSentenceIsThatOfTheHostWithSmallLetter() {
        assertEquals("input/output error", Messages.reasonInSentence(new IOException("Input/output error")));
        assertEquals("XZ is damaged", Messages.reasonInSentence(new IOException("XZ is damaged")));
        assertEquals("IOException", Messages.reasonInSentence(new IOException()));
    }

    @Test
    void reasonInSentenceNamesFileOnlyWithoutReason() {
        assertEquals(
                "not a directory",
                Messages.reasonInSentence(new FileSystemException("Tree/file", null, "Not a directory")));
        assertEquals("Tree/file", Messages.reasonInSentence(new NoSuchFileException("Tree/file")));
    }
}
