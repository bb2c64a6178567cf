// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The directory for temporary files. */
public final class TemporaryDirectory {

    private TemporaryDirectory() {}

    /**
     * Returns the directory that the environment names in TMPDIR, which the JDK does not read; without TMPDIR, that of
     * the system.
     *
     * @return the directory, which may be missing
     */
    public static Path path() {
        return Path.of(Optional.ofNullable(System.getenv("TMPDIR"))
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> System.getProperty("java.io.tmpdir")));
    }
}
