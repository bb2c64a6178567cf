// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostMounts;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The images that are mounted, as the kernel tells it. */
final class MountTable {

    /** The type that the table shows. */
    static final String TYPE = "fuse.tfs";

    private MountTable() {}

    /** The image that is mounted on a directory, the last one if there are several; none for other file systems. */
    static Optional<Path> imageOn(Path directory) throws IOException {
        Optional<Path> image = Optional.empty();
        for (HostMount mount : HostMounts.list()) {
            if (mount.type().equals(TYPE) && mount.directory().equals(directory)) {
                image = Optional.of(mount.source());
            }
        }
        return image;
    }
}
