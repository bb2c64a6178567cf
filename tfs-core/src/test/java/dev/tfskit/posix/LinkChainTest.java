// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkChainTest {

    @TempDir
    private Path temp;

    @Test
    void listsLinksAndWhatTheLastOneLeadsTo() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("d"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("absent"));
        Path first = Files.createSymbolicLink(temp.resolve("first"), Path.of("d/second"));
        assertEquals(List.of(first, second, directory.resolve("absent")), LinkChain.of(first));
        assertEquals(List.of(directory), LinkChain.of(directory));
    }

    /** The kernel opens a file through the longest chain that is followed, and through no longer one. */
    @Test
    void followsAsManyLinksAsTheKernel() throws IOException {
        Path end = Files.createFile(temp.resolve("0"));
        for (int i = 1; i <= 41; i++) {
            Files.createSymbolicLink(temp.resolve("" + i), Path.of("" + (i - 1)));
        }
        Path longest = temp.resolve("40");
        assertEquals(end, LinkChain.of(longest).getLast());
        assertEquals(0, Files.readAllBytes(longest).length);
        Path tooLong = temp.resolve("41");
        assertEquals(
                "Too many levels of symbolic links",
                assertThrows(FileSystemException.class, () -> LinkChain.of(tooLong))
                        .getReason());
        assertThrows(IOException.class, () -> Files.readAllBytes(tooLong));
    }
}
