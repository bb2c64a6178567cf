// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.io.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseMapTest {

    private static SparseMap parsed(byte[] bytes) throws IOException {
        ByteArrayInputStream stream = new ByteArrayInputStream(bytes);
        return SparseMap.parse(() -> stream.readNBytes(TarHeader.BYTES));
    }

    @Test
    void gapsThatNoHostCanMakeAHoleOfLieWithinTheRanges() {
        List<ByteRange> data =
                List.of(new ByteRange(512, 1024), new ByteRange(4608, 5120), new ByteRange(16384, 16900));
        SparseMap map = SparseMap.around(data, 24576);
        assertEquals(List.of(new ByteRange(0, 5120), new ByteRange(16384, 16900)), map.ranges());
        assertEquals(5120 + 516, map.storedBytes());
    }

    @Test
    void writtenMapIsReadBack() throws IOException {
        List<ByteRange> data = IntStream.range(0, 300)
                .mapToObj(i -> new ByteRange(8192L * i, 8192L * i + 4096))
                .toList();
        SparseMap written = SparseMap.around(data, 8192L * 300);
        SparseMap read = parsed(written.toByteArray(8192L * 300));
        assertEquals(data, read.ranges());
        read.check(8192L * 300, written.storedBytes());
    }

    @Test
    void fileOfOneHoleHasNoRanges() throws IOException {
        SparseMap written = SparseMap.around(List.of(), 1 << 20);
        assertEquals(List.of(), written.ranges());
        assertEquals(List.of(), parsed(written.toByteArray(1 << 20)).ranges());
    }

    @Test
    void rangesOutOfOrderAreRefused() {
        assertThrows(NumberFormatException.class, () -> SparseMap.parse(List.of("8", "8", "4", "2")));
        assertThrows(NumberFormatException.class, () -> SparseMap.parse(List.of("8")));
    }
}
