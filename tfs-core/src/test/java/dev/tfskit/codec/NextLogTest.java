// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tfskit.text.Canonical;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log that is to replace another has numbers of its own, which count when it does. */
class NextLogTest {

    private static final Symbol NAME = Symbol.of("name");

    private final Tuple root = new Tuple();
    private final Tuple inner = new Tuple();
    private final RecordLog present = new RecordLog();
    private final Encoder encoder = new Encoder(new Dictionary(), present);
    private Dictionary next = Dictionary.ofNextLog();
    private RecordLog replacement = new RecordLog();

    /** A log in which the inner tuple has a number that a log without history would not give. */
    NextLogTest() throws IOException {
        Tuple removed = new Tuple();
        root.set(NAME, removed);
        encoder.encode(root, List.of(NAME));
        inner.set(NAME, Text.of("x"));
        root.set(NAME, inner);
        encoder.encode(root, List.of(NAME));
    }

    private void write() throws IOException {
        new Encoder(next, replacement).encode(root, List.of(NAME));
    }

    @Test
    void numbersOfPresentLogCountWhileNextLogIsWritten() throws IOException {
        int number = inner.number();
        write();
        assertEquals(number, inner.number());
        assertEquals(Canonical.text(root), Canonical.text(replacement.root()));
        inner.set(NAME, Text.of("y"));
        encoder.encode(inner, List.of(NAME));
        assertEquals(Canonical.text(root), Canonical.text(present.root()));
    }

    @Test
    void numbersOfNextLogCountOnceItIsAdopted() throws IOException {
        int number = inner.number();
        write();
        assertEquals(2, next.composites());
        next.adopt();
        assertNotEquals(number, inner.number());
        assertEquals(Composite.UNNUMBERED, inner.nextNumber());
        inner.set(NAME, Text.of("y"));
        new Encoder(next, replacement).encode(inner, List.of(NAME));
        assertEquals(Canonical.text(root), Canonical.text(replacement.root()));
    }

    @Test
    void anotherLogCanBeginOnceNextLogIsDiscarded() throws IOException {
        write();
        List<byte[]> first = replacement.records();
        next.discard();
        next = Dictionary.ofNextLog();
        replacement = new RecordLog();
        write();
        assertEquals(first.size(), replacement.records().size());
        for (int i = 0; i < first.size(); i++) {
            assertArrayEquals(first.get(i), replacement.records().get(i));
        }
    }
}
