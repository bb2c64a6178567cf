// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.TemporaryDirectory;
import java.nio.file.Path;

/** Where an image is made that has no file of its own in the end. */
final class TempDirectory {

    private static final String NAME = "tfs-mkfs-output";

    private TempDirectory() {}

    /** Returns a name in the directory for temporary files. */
    static Path get() {
        return TemporaryDirectory.path().resolve(NAME);
    }
}
