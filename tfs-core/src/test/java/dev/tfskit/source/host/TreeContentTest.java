// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.source.Content;
import dev.tfskit.source.attributes.HostAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of a file with many names. */
class TreeContentTest {

    private static final int NAMES = 10_000;
    private static final int MOST_BYTES_PER_NAME = 200;

    @TempDir
    private Path temp;

    @Test
    void takesMemoryInProportionToTheNumberOfNames() throws IOException {
        Path name = Files.createFile(temp.resolve("name"));
        TreeContent content = new TreeContent(name, HostAttributes.of(name));
        content.addName(name);
        AllocatedBytes allocated = AllocatedBytes.start();
        for (int i = 0; i < NAMES; i++) {
            content.addName(name);
        }
        long bytes = allocated.count();
        assertTrue(bytes <= (long) NAMES * MOST_BYTES_PER_NAME, bytes + " bytes for " + NAMES + " names");
    }

    @Test
    void opensFileByTheLastOfItsNamesWhenTheOthersAreGone() throws IOException {
        Path last = Files.writeString(temp.resolve("last"), "x");
        TreeContent content = new TreeContent(temp.resolve("first"), HostAttributes.of(last));
        content.addName(temp.resolve("second"));
        content.addName(last);
        try (Content.Reader reader = content.open()) {
            assertEquals(1, reader.read(ByteBuffer.allocate(2), 0));
        }
    }
}
