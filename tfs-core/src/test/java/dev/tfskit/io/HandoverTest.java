// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private int closings;

    private final Closeable resource = () -> closings++;

    @Test
    void resourceThatWasHandedOverStaysOpen() throws IOException {
        Object owner = new Object();
        try (Handover handover = new Handover(resource)) {
            assertSame(owner, handover.to(owner));
        }
        assertEquals(0, closings);
    }

    @Test
    void resourceWithoutNewOwnerIsClosedOnce() throws IOException {
        try (Handover _ = new Handover(resource)) {
            assertEquals(0, closings);
        }
        assertEquals(1, closings);
    }

    @Test
    void resourceIsClosedWhateverEndsTheStepBeforeItsHandover() {
        IOException failingHost = new IOException("the host fails");
        for (Throwable end :
                List.of(failingHost, new UncheckedIOException(failingHost), new OutOfMemoryError("full"))) {
            closings = 0;
            assertSame(end, assertThrows(Throwable.class, () -> {
                try (Handover handover = new Handover(resource)) {
                    handover.to(ending(end));
                }
            }));
            assertEquals(1, closings, end::toString);
        }
    }

    @Test
    void failureOfClosingIsSuppressed() {
        Error end = new OutOfMemoryError("full");
        IOException failure = new IOException("cannot be closed");
        Closeable failing = () -> {
            throw failure;
        };
        assertSame(end, assertThrows(Throwable.class, () -> {
            try (Handover handover = new Handover(failing)) {
                handover.to(ending(end));
            }
        }));
        assertArrayEquals(new Throwable[] {failure}, end.getSuppressed());
    }

    /** Stands for a step that makes the new owner. */
    private static Object ending(Throwable end) throws IOException {
        switch (end) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(end);
        }
    }
}
