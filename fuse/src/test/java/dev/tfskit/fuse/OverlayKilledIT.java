// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.ImageOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with an overlay: what was synced is there, and the image is untouched. */
class OverlayKilledIT extends KilledIT {

    private Path changes() {
        return image.resolveSibling("changes");
    }

    private Path copy() {
        return image.resolveSibling("copy");
    }

    @BeforeEach
    void copyImage() throws IOException, InterruptedException {
        shell.run("cp --sparse=always \"$1\" \"$2\"", image, copy());
    }

    @AfterEach
    void imageIsUntouched() throws IOException {
        assertEquals(-1, Files.mismatch(image, copy()));
    }

    @Override
    String[] options() {
        return new String[] {"--overlay", changes().toString()};
    }

    @Override
    BlockDevice open() throws IOException {
        return new ImageOverlay(changes()).openForReading(image, ImageFile.openForReading(image));
    }
}
