// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.PackageTable;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keeps the table of the packages of this module in docs/architecture.md true. */
class ArchitectureTest {

    private static final Map<String, Set<String>> USES = Map.of(
            "tar", Set.of("error", "io", "schema", "source", "value"),
            "cpio", Set.of("error", "io", "source", "tar"),
            "archive", Set.of("cpio", "error", "extract", "io", "schema", "source", "tar", "value", "volume"),
            "json", Set.of("error"),
            "oci", Set.of("archive", "error", "io", "json", "schema", "source", "value", "volume"),
            "ops", Set.of("archive", "image", "json", "schema", "source", "value"));

    @Test
    void packagesUseExactlyWhatTheTableAllows() {
        PackageTable.assertDescribes(USES, PackageTable.classesBeside(Archives.class));
    }
}
