// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PathArgumentTest {

    @Test
    void namesAreNotChanged() throws UsageException {
        assertEquals(Path.of(" a/../b "), PathArgument.parse("-d", " a/../b "));
    }

    @Test
    void impossibleNameIsAUsageError() {
        assertEquals(
                "-d: the name is empty",
                assertThrows(UsageException.class, () -> PathArgument.parse("-d", ""))
                        .getMessage());
        assertEquals(
                "-d: 'a\0' is not a possible path on this host; correct it",
                assertThrows(UsageException.class, () -> PathArgument.parse("-d", "a\0"))
                        .getMessage());
    }
}
