// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CleanUpTest {

    private final Diagnostics diagnostics = new Diagnostics("tfs-test", new ByteArrayOutputStream());
    private int closed;

    @Test
    void guardedResourceIsClosedWithTheGuard() throws IOException {
        try (CleanUp cleanUp = new CleanUp(diagnostics)) {
            cleanUp.guard(() -> (Closeable) () -> closed++);
            assertEquals(0, closed);
        }
        assertEquals(1, closed);
    }

    @Test
    void failedCreationClosesNothing() throws IOException {
        try (CleanUp cleanUp = new CleanUp(diagnostics)) {
            assertThrows(
                    IOException.class,
                    () -> cleanUp.guard(() -> {
                        throw new IOException("no");
                    }));
        }
        assertEquals(0, closed);
    }
}
