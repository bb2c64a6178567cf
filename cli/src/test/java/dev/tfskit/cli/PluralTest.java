package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PluralTest {

    @Test
    void onlyOneIsSingular() {
        assertEquals("0 entries", Plural.of(0, "entry", "entries"));
        assertEquals("1 entry", Plural.of(1, "entry", "entries"));
        assertEquals("2 entries", Plural.of(2, "entry", "entries"));
    }
}
