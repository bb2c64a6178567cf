// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.Severity;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Images to mount. */
final class TestImage {

    private TestImage() {}

    /** Makes an empty volume of a size. */
    static Path make(Path file, long bytes) throws IOException {
        try (RandomAccessFile created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(bytes);
        }
        Volume.format(
                        FileDevice.openForWriting(file),
                        new Identity(new UUID(1, 2), Label.of("test")),
                        InstantSource.system())
                .close();
        return file;
    }

    /** Demands that the checker has nothing to complain of. */
    static void check(Path image) throws IOException {
        try (BlockDevice device = ImageFile.openForReading(image)) {
            check(device);
        }
    }

    /** The same for an open image. */
    static void check(BlockDevice device) throws IOException {
        List<Finding> found = new ArrayList<>();
        new DiskCheck(device, found::add).run();
        assertEquals(
                List.of(),
                found.stream()
                        .filter(finding -> finding.severity() != Severity.INFORMATION)
                        .toList());
    }
}
