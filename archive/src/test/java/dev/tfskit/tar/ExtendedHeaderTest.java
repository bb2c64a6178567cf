// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtendedHeaderTest {

    @Test
    void callerCannotChangeRecords() {
        Map<String, byte[]> records = ExtendedHeader.parse("7 a=bc\n".getBytes(StandardCharsets.US_ASCII))
                .records();
        assertThrows(UnsupportedOperationException.class, records::clear);
        assertEquals(Set.of("a"), records.keySet());
    }
}
