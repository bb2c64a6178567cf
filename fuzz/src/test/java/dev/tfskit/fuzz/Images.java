// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.UUID;

/** Makes images of sources, in memory. */
final class Images {

    private Images() {}

    /** Makes an image, or finds out that it is refused in one of the ways in which a source may be. */
    static void buildOrRefuse(IoSupplier<List<TreeSource>> sources) throws IOException {
        List<TreeSource> opened;
        try {
            opened = sources.get();
        } catch (ArchiveException | FileSystemException refused) {
            return;
        }
        try {
            Checks.assertReadable(build(opened));
        } catch (ArchiveException | FileSystemException refused) {
            return;
        } finally {
            for (TreeSource source : opened) {
                source.close();
            }
        }
    }

    /** Makes an image. */
    static MemoryDevice build(List<TreeSource> sources) throws IOException {
        LimitedDevice[] last = new LimitedDevice[1];
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), _ -> {}).build(() -> next(last), sources);
        return last[0].memory();
    }

    private static ResizableDevice next(LimitedDevice[] last) {
        last[0] = new LimitedDevice(new MemoryDevice());
        return last[0];
    }
}
