// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import java.nio.file.Path;
import java.util.Optional;

/** Where an image is made that has no file of its own in the end. */
final class TempDirectory {

    private static final String NAME = "tfs-mkfs-output";

    private TempDirectory() {}

    /**
     * A name in the directory that the environment has for this as TMPDIR, of which the JDK takes no notice; else in
     * that of the system.
     */
    static Path get() {
        String directory = Optional.ofNullable(System.getenv("TMPDIR"))
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> System.getProperty("java.io.tmpdir"));
        return Path.of(directory, NAME);
    }
}
