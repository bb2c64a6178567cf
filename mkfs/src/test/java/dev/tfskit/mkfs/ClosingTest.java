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

class ClosingTest {

    private final List<String> closed = new ArrayList<>();

    private Closeable closing(final String name) {
        return () -> closed.add(name);
    }

    private Closeable failing(final String name, final IOException failure) {
        return () -> {
            closed.add(name);
            throw failure;
        };
    }

    @Test
    void allAreClosedAlsoBehindThoseThatFail() {
        final IOException first = new IOException("first");
        final IOException second = new IOException("second");
        final List<Closeable> open = List.of(closing("a"), failing("b", first), closing("c"), failing("d", second), closing("e"));
        final IOException thrown = assertThrows(IOException.class, () -> Closing.all(open));
        assertSame(first, thrown);
        assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
        assertEquals(List.of("a", "b", "c", "d", "e"), closed);
    }

    @Test
    void allAreClosedAlsoBehindAMistake() {
        final IllegalStateException mistake = new IllegalStateException("mistake");
        final IOException failure = new IOException("failure");
        final Closeable mistaken = () -> {
            throw mistake;
        };
        assertSame(mistake, assertThrows(IllegalStateException.class, () -> Closing.all(List.of(mistaken, failing("a", failure), closing("b")))));
        assertArrayEquals(new Throwable[] {failure}, mistake.getSuppressed());
        assertEquals(List.of("a", "b"), closed);
    }

    @Test
    void nothingIsClosedWithoutTrouble() throws IOException {
        Closing.all(List.of());
        assertEquals(List.of(), closed);
    }
}
