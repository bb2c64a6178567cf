// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.TemporaryDirectory;
import java.nio.file.Path;

/** Names the temporary file of an image that goes to a device or a stream. */
final class TempDirectory {

    private static final String NAME = "tfs-mkfs-output";

    private TempDirectory() {}

    /** Returns a name in the directory for temporary files. */
    static Path workPath() {
        return TemporaryDirectory.path().resolve(NAME);
    }
}
