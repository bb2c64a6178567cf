// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseAllTest {

    private final List<String> closed = new ArrayList<>();

    private Closeable closing(String name) {
        return () -> closed.add(name);
    }

    private Closeable failing(String name, IOException failure) {
        return () -> {
            closed.add(name);
            throw failure;
        };
    }

    @Test
    void closesTheRestAfterAFailure() {
        IOException first = new IOException("first");
        IOException second = new IOException("second");
        List<Closeable> open =
                List.of(closing("a"), failing("b", first), closing("c"), failing("d", second), closing("e"));
        IOException thrown = assertThrows(IOException.class, () -> CloseAll.all(open));
        assertSame(first, thrown);
        assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
        assertEquals(List.of("a", "b", "c", "d", "e"), closed);
    }

    @Test
    void closesTheRestAfterARuntimeException() {
        IllegalStateException mistake = new IllegalStateException("mistake");
        IOException failure = new IOException("failure");
        Closeable mistaken = () -> {
            throw mistake;
        };
        assertSame(
                mistake,
                assertThrows(
                        IllegalStateException.class,
                        () -> CloseAll.all(List.of(mistaken, failing("a", failure), closing("b")))));
        assertArrayEquals(new Throwable[] {failure}, mistake.getSuppressed());
        assertEquals(List.of("a", "b"), closed);
    }

    @Test
    void closesNothingWhenEmpty() throws IOException {
        CloseAll.all(List.of());
        assertEquals(List.of(), closed);
    }
}
