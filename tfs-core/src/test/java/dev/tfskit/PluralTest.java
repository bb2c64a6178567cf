package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PluralTest {

    @Test
    void onlyOneIsSingular() {
        assertEquals("0 entries", Plural.of(0, "entry", "entries"));
        assertEquals("1 entry", Plural.of(1, "entry", "entries"));
        assertEquals("2 entries", Plural.of(2, "entry", "entries"));
        assertEquals("1 block, 5 bytes", Plural.blocks(1) + ", " + Plural.bytes(5));
    }
}
