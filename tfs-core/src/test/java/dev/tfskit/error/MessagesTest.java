// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MessagesTest {

    @Test
    void onlyOneIsSingular() {
        assertEquals("0 entries", Messages.of(0, "entry", "entries"));
        assertEquals("1 entry", Messages.of(1, "entry", "entries"));
        assertEquals("2 entries", Messages.of(2, "entry", "entries"));
        assertEquals("1 block, 5 bytes", Messages.blocks(1) + ", " + Messages.bytes(5));
    }
}
