// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void targetWithSlashMustBeADirectory(@TempDir Path directory) throws UsageException {
        String name = directory + "/out/";
        assertEquals(
                name + ": a name that ends in a slash means a directory, and there is none; leave the slash off",
                assertThrows(UsageException.class, () -> PathArgument.parseTarget("--tar", name))
                        .getMessage());
        assertEquals(directory, PathArgument.parseTarget("--tar", directory + "/"));
    }

    @Test
    void fileDoesNotGoToATerminal() {
        assertEquals(
                "standard output is a terminal; send it into a file or a pipe",
                assertThrows(UsageException.class, new Terminal(false, true, false, false)::demandRedirectedOutput)
                        .getMessage());
        assertDoesNotThrow(Terminal.NONE::demandRedirectedOutput);
    }
}
