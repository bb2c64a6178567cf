// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and texts of megabytes, to which an image can refer at each inode: their length decides. */
class LongAttributesTest {

    private static final int MANY = 100_000;
    private static final String LONG = "x".repeat(8 << 20);

    @Test
    void longTextsAreNotParsed() {
        Text text = Text.of("fifo 0644 0 0 " + LONG);
        AllocatedBytes allocated = AllocatedBytes.start();
        assertEquals(Optional.empty(), SpecialNode.parse(text));
        assertEquals(Optional.empty(), Permissions.parse(text));
        assertTrue(allocated.count() < 1 << 20, () -> allocated.count() + " bytes");
    }

    @Test
    @Timeout(60)
    void longNamesAreNotSearched() {
        assertTrue(Attributes.isExtended(Symbol.of("user." + "x".repeat(4091))));
        Symbol name = Symbol.of(LONG + ".x");
        for (int i = 0; i < MANY; i++) {
            assertFalse(Attributes.isExtended(name));
        }
    }
}
