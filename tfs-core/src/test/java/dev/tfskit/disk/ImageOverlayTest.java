// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageOverlayTest {

    @TempDir
    private Path temp;

    @Test
    void namesImageThatIsTooLarge() throws IOException {
        Path image = temp.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1L << 43);
        }
        FileSystemException refusal = assertThrows(
                FileSystemException.class, () -> new ImageOverlay(temp.resolve("changes")).openForWriting(image));
        assertEquals(
                image + ": has 8796093022208 bytes, and an overlay is possible for at most 8796092755968; mount it "
                        + "without --overlay",
                refusal.getMessage());
    }
}
