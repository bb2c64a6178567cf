// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import java.nio.file.Path;
import java.util.Optional;

/** The directory for temporary files. */
final class TempDirectory {

    private static final String NAME = "tfs-mkfs-output";

    private TempDirectory() {}

    /**
     * Returns the directory that the environment names in TMPDIR, which the JDK does not read; without TMPDIR, that of
     * the system.
     */
    static Path path() {
        return Path.of(Optional.ofNullable(System.getenv("TMPDIR"))
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> System.getProperty("java.io.tmpdir")));
    }

    /** Returns a name for an image that has no file of its own in the end. */
    static Path get() {
        return path().resolve(NAME);
    }
}
